import type { HiveHealth, ProcessStats } from '@rbee/contract';
import { aHeartbeat, aNestedHeartbeat, aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manualClock, sampleOf } from '../testing/index.ts';
import { momentOf, rfc3339 } from '../time.ts';
import { addToCounts, type FleetCounts, noCounts } from './fleet-counts.ts';
import { type HiveStatus, Registry } from './registry.ts';

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

function fleetCounts(statuses: readonly HiveStatus[]): FleetCounts {
  const counts = noCounts();
  for (const status of statuses) addToCounts(counts, status);
  return counts;
}

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

const IDS = ['a', 'b', 'c', 'd'];
const id = fc.constantFrom(...IDS);
const step = fc.oneof(
  fc.record({
    kind: fc.constant('beat' as const),
    id,
    via: fc.constantFrom(null, 1, 2),
    uses: fc.array(fc.constantFrom(0, 50), { maxLength: 3 }),
    status: fc.constantFrom('ready' as const, 'stopping' as const, null),
  }),
  fc.record({ kind: fc.constant('silence' as const), seconds: fc.nat({ max: 12 }) }),
  fc.record({ kind: fc.constant('forget' as const), id }),
  fc.record({ kind: fc.constant('closed' as const), id, link: fc.constantFrom(1, 2) }),
);

test('[S3] the totals that are kept are those of all hives, whatever happens to them', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const clock = manualClock();
      const registry = new Registry({ forgetAfterMs: 30_000, maxHives: 3 });
      for (const it of steps) {
        if (it.kind === 'silence') clock.move(it.seconds * 1_000);
        else if (it.kind === 'forget') registry.forget(it.id, momentOf(clock));
        else if (it.kind === 'closed') registry.linkClosed(it.id, it.link, momentOf(clock));
        else {
          clock.move(1);
          const timestamp = rfc3339(clock.now());
          const workers = it.uses.map((gpu_util_pct, n) => aWorker({ instance: `${n}`, gpu_util_pct }));
          const { hive: said } = aNestedHeartbeat();
          const hive = { ...said, id: it.id, operational_status: it.status ?? 'ready' };
          const body = it.status
            ? aNestedHeartbeat({ hive, timestamp, workers })
            : aHeartbeat({ hive_id: it.id, timestamp, workers });
          registry.ingest(sampleOf(body), momentOf(clock), it.via);
        }
        registry.sweep(momentOf(clock));
        const known = IDS.flatMap((hiveId) => registry.find(hiveId, clock.monotonic()) ?? []);
        const announced = known.map(({ record }) => ({ record, health: record.announced }));
        expect(registry.counts()).toEqual(fleetCounts(announced));
      }
    }),
  );
});
