import { createCheck, type HiveHealth, QueenHeartbeatEventSchema } from '@rbee/contract';
import { aHeartbeat, aNestedHeartbeat, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { sampleOf } from '../testing/index.ts';
import { queenHeartbeat } from './fleet-counts.ts';
import type { Standing } from './registry.ts';

const standing = (body: object, health: HiveHealth = 'healthy'): Standing => ({
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
  standing(
    aHeartbeat({ hive_id: id, workers: instances.map((instance) => aWorker({ instance, ...idle })) }),
    health,
  );

test('[S3] counts and ids are of online hives, sorted', () => {
  const beat = queenHeartbeat(
    [hive('b', ['2', '1']), hive('a', ['1'], 'degraded'), hive('c', ['1'], 'down')],
    0,
  );
  expect(beat).toEqual({
    type: 'queen',
    workers_online: 3,
    workers_available: 2,
    hives_online: 2,
    hives_available: 1,
    worker_ids: ['a/llm/1', 'b/llm/1', 'b/llm/2'],
    hive_ids: ['a', 'b'],
    timestamp: '1970-01-01T00:00:00.000Z',
  });
  expect(createCheck(QueenHeartbeatEventSchema).mismatch(beat)).toBeNull();
});

test('[R2] a busy worker is online and not available', () => {
  const busy = standing(aHeartbeat({ workers: [aWorker({ gpu_util_pct: 1 })] }));
  expect(queenHeartbeat([busy], 0)).toMatchObject({ workers_online: 1, workers_available: 0 });
});

test('[R3] a healthy hive is available unless it says otherwise', () => {
  const { hive: said } = aNestedHeartbeat();
  const available = (more: object) =>
    queenHeartbeat([standing(aNestedHeartbeat({ hive: { ...said, ...more } }))], 0).hives_available;
  expect(available({})).toBe(1);
  expect(available({ operational_status: 'busy' })).toBe(1);
  expect(available({ operational_status: 'stopping' })).toBe(0);
  expect(available({ health_status: { status: 'unhealthy', reason: 'hot' } })).toBe(0);
});
