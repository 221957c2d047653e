import type { HiveHealth, ProcessStats } from '@rbee/contract';
import { aHeartbeat, aNestedHeartbeat, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { sampleOf } from '../testing/index.ts';
import { fleetCounts } from './fleet-counts.ts';
import type { HiveStatus } from './registry.ts';

const status = (body: object, health: HiveHealth = 'healthy'): HiveStatus => ({
  record: {
    sample: sampleOf(body),
    received: { at: 0, monotonic: 0 },
    clockSkewMs: 0,
    via: null,
    cut: false,
    conflicting: 0,
    announced: health,
  },
  health,
});

const idle = { gpu_util_pct: 0 };
const hive = (id: string, instances: string[], health?: HiveHealth) =>
  status(
    aHeartbeat({ hive_id: id, workers: instances.map((instance) => aWorker({ instance, ...idle })) }),
    health,
  );

test('[S3] only online hives are counted', () => {
  const hives = [hive('b', ['2', '1']), hive('a', ['1'], 'degraded'), hive('c', ['1'], 'down')];
  expect(fleetCounts(hives)).toEqual({
    ...{ workers_online: 3, workers_available: 2, hives_online: 2, hives_available: 1 },
  });
});

test('[R2] a busy worker is online and not available', () => {
  const busy = status(aHeartbeat({ workers: [aWorker({ gpu_util_pct: 1 })] }));
  expect(fleetCounts([busy])).toMatchObject({ workers_online: 1, workers_available: 0 });
});

test('[R2] a worker of which nothing tells whether it is busy is online and not available', () => {
  const unknown = { gpu_util_pct: 'mig', cpu_pct: 'first_sample' } as const;
  const engine = (requests_running: number, unknown?: Record<string, string>) =>
    ({ kind: 'vllm', state: 'ready', requests_running, ...(unknown && { unknown }) }) as const;
  const hive = (fields: Partial<ProcessStats>) =>
    fleetCounts([status(aHeartbeat({ workers: [aWorker({ gpu_util_pct: 0, ...fields })] }))]);
  expect(hive({ unknown })).toMatchObject({ workers_online: 1, workers_available: 0 });
  expect(hive({ unknown, engine: engine(0) })).toMatchObject({ workers_available: 1 });
  expect(hive({ unknown, engine: engine(0, { requests_running: 'timeout' }) })).toMatchObject({
    workers_available: 0,
  });
  expect(hive({ engine: engine(9, { requests_running: 'timeout' }) })).toMatchObject({
    workers_available: 1,
  });
});

test('[R2] a program that is not known to take requests is online, and never available', () => {
  const worker = aWorker({ group: 'gpu', instance: 'train.py', gpu_util_pct: 0, serves: false });
  const training = status(aHeartbeat({ workers: [worker] }));
  expect(fleetCounts([training])).toMatchObject({ workers_online: 1, workers_available: 0 });
});

test('[R3] a healthy hive is available unless it reports otherwise', () => {
  const { hive: said } = aNestedHeartbeat();
  const available = (more: object) =>
    fleetCounts([status(aNestedHeartbeat({ hive: { ...said, ...more } }))]).hives_available;
  expect(available({})).toBe(1);
  expect(available({ operational_status: 'busy' })).toBe(1);
  expect(available({ operational_status: 'stopping' })).toBe(0);
  expect(available({ health_status: { status: 'unhealthy', reason: 'hot' } })).toBe(0);
});
