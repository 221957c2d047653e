import { createCheck, type Heartbeat, HiveEventSchema, WorkerEventSchema } from '@rbee/contract';
import { aHeartbeat, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { heapGrowth, manualClock, sampleOf } from '../testing/index.ts';
import { momentOf } from '../time.ts';
import { Registry } from './registry.ts';
import type { RegistryEvent } from './registry-event.ts';

const checks = { hive: createCheck(HiveEventSchema), worker: createCheck(WorkerEventSchema) };

/** A registry whose events are written as `hive up` or `worker gone hive-gpu-1/llm/8080`. */
function aRegistry(limits = { forgetAfterMs: 60_000, maxHives: 10 }) {
  const registry = new Registry(limits);
  const clock = manualClock();
  let seq = 0;
  const written = (events: readonly RegistryEvent[]) =>
    events.map(({ kind, event }) => {
      expect(checks[kind].mismatch(event)).toBeNull();
      return `${kind} ${event.type} ${'worker_id' in event ? event.worker_id : event.hive_id}`;
    });
  const take = (heartbeat: Heartbeat) => {
    const taken = registry.ingest(sampleOf(heartbeat), momentOf(clock));
    if (taken.outcome !== 'accepted') return taken.outcome;
    return written([...taken.hiveEvents, ...taken.workerEvents]);
  };
  return {
    registry,
    clock,
    take,
    beat: (more: Partial<Heartbeat> = {}) => {
      seq += 1;
      return take(aHeartbeat({ boot_id: 'b', seq, ...more }));
    },
    sweepAfter: (ms: number) => {
      clock.move(ms);
      return written(registry.sweep(momentOf(clock)));
    },
    health: (hiveId = 'hive-gpu-1') => registry.find(hiveId, clock.monotonic())?.health,
  };
}

test('[R1] a hive is degraded after 3 intervals of silence and down after 10, with one event each', () => {
  const { beat, sweepAfter, health } = aRegistry();
  expect(beat({ interval_ms: 500 })).toEqual(['hive up hive-gpu-1']);
  expect(sweepAfter(1_499)).toEqual([]);
  expect(health()).toBe('healthy');
  expect(sweepAfter(1)).toEqual(['hive degraded hive-gpu-1']);
  expect(sweepAfter(3_499)).toEqual([]);
  expect(health()).toBe('degraded');
  expect(sweepAfter(1)).toEqual(['hive down hive-gpu-1']);
  expect(sweepAfter(1_000)).toEqual([]);
  expect(beat({ interval_ms: 500 })).toEqual(['hive up hive-gpu-1']);
  expect(health()).toBe('healthy');
});

test('[R1] the default interval is one second', () => {
  const { beat, sweepAfter } = aRegistry();
  beat();
  expect(sweepAfter(2_999)).toEqual([]);
  expect(sweepAfter(1)).toEqual(['hive degraded hive-gpu-1']);
});

test('[S10] a hive that reports again before its silence was published causes no event', () => {
  const { beat, clock } = aRegistry();
  beat();
  clock.move(3_100);
  expect(beat()).toEqual([]);
});

test('[R4] a hive that is down is kept until it is forgotten', () => {
  const { beat, sweepAfter, registry, clock } = aRegistry();
  beat();
  sweepAfter(59_999);
  expect(registry.find('hive-gpu-1', clock.monotonic())?.health).toBe('down');
  expect(sweepAfter(1)).toEqual(['hive forgotten hive-gpu-1']);
  expect(registry.find('hive-gpu-1', clock.monotonic())).toBeUndefined();
});

test('[R4] a deleted hive is forgotten, and known again with its next heartbeat', () => {
  const { beat, registry, clock } = aRegistry();
  beat();
  expect(registry.forget('hive-gpu-1', momentOf(clock))?.event.type).toBe('forgotten');
  expect(registry.forget('hive-gpu-1', momentOf(clock))).toBeNull();
  expect(beat()).toEqual(['hive up hive-gpu-1']);
});

test('[H6] a late or repeated heartbeat changes nothing, not even liveness', () => {
  const { beat, clock, registry, sweepAfter } = aRegistry();
  beat({ seq: 5 });
  clock.move(2_000);
  const before = registry.find('hive-gpu-1', 0)?.record;
  expect(beat({ seq: 5 })).toBe('late');
  expect(beat({ seq: 4, workers: [] })).toBe('late');
  expect(registry.find('hive-gpu-1', 0)?.record).toBe(before);
  expect(sweepAfter(1_000)).toEqual(['hive degraded hive-gpu-1']);
});

test('[L2] a backfill never changes the present state, and adds no hive', () => {
  const { beat, registry } = aRegistry();
  expect(beat({ backfill: true })).toBe('backfill');
  expect(registry.find('hive-gpu-1', 0)).toBeUndefined();
});

test("[H7] liveness uses the time of receipt; the hive's clock is only reported", () => {
  const { beat, health, registry, sweepAfter, clock } = aRegistry();
  beat({ timestamp: '2035-10-30T20:15:30.250Z' });
  expect(registry.find('hive-gpu-1', 0)?.record.clockSkewMs).toBe(
    Date.UTC(2035, 9, 30, 20, 15, 30, 250) - clock.now(),
  );
  clock.setWall(0);
  expect(health()).toBe('healthy');
  expect(sweepAfter(3_000)).toEqual(['hive degraded hive-gpu-1']);
});

test('[H6] after a heartbeat dated in the future, earlier ones are late until the hive is down', () => {
  const { take, clock, health } = aRegistry();
  const seedBeat = (timestamp: string) => take(aHeartbeat({ timestamp }));
  expect(seedBeat('2035-01-01T00:00:00Z')).toEqual(['hive up hive-gpu-1']);
  clock.move(9_999);
  expect(health()).toBe('degraded');
  expect(seedBeat('2025-10-30T20:15:39Z')).toBe('late');
  clock.move(1);
  expect(seedBeat('2035-01-01T00:00:00Z')).toBe('late');
  expect(seedBeat('2025-10-30T20:15:40Z')).toEqual([]);
  expect(health()).toBe('healthy');
  clock.move(1_000);
  expect(seedBeat('2025-10-30T20:15:41Z')).toEqual([]);
});

test('[S10] workers that start and stop cause events, those of a first heartbeat do not', () => {
  const { beat } = aRegistry();
  expect(beat()).toEqual(['hive up hive-gpu-1']);
  expect(beat({ workers: [aWorker(), aWorker({ instance: '8081' })] })).toEqual([
    'worker started hive-gpu-1/llm/8081',
  ]);
  expect(beat({ workers: [aWorker({ pid: 2 })] })).toEqual([
    'worker gone hive-gpu-1/llm/8080',
    'worker gone hive-gpu-1/llm/8081',
    'worker started hive-gpu-1/llm/8080',
  ]);
});

test('[R4] ids that come and go many times leave nothing behind', () => {
  const { registry, clock } = aRegistry();
  const grown = heapGrowth(() => {
    for (let turn = 0; turn < 20_000; turn += 1) {
      registry.ingest(sampleOf(aHeartbeat({ hive_id: `made-up-${turn}` })), momentOf(clock));
      registry.forget(`made-up-${turn}`, momentOf(clock));
    }
  });
  expect(registry.bytes).toBe(0);
  expect(grown / 2 ** 20).toBeLessThan(1);
});

test('at the limit of known hives only known ones are accepted', () => {
  const { beat } = aRegistry({ forgetAfterMs: 60_000, maxHives: 1 });
  beat();
  expect(beat({ hive_id: 'another' })).toBe('full');
  expect(beat()).toEqual([]);
});
