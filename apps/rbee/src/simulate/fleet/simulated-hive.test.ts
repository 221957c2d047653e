import { createCheck, type Heartbeat, HeartbeatSchema, LIMITS } from '@rbee/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FleetShape, SimulatedHive } from './simulated-hive.ts';

const SHAPE: FleetShape = {
  seed: 1,
  hives: 50,
  workers: 8,
  intervalMs: 1_000,
  churn: 0,
  skewMs: 0,
  beganMs: Date.UTC(2025, 9, 29, 14),
  version: '1.2.3',
};
const check = createCheck(HeartbeatSchema);

/** The heartbeats of a hive at those times; none while it is down. */
function beatsOf(shape: Partial<FleetShape>, place: number, times: readonly number[]): Heartbeat[] {
  const hive = new SimulatedHive({ ...SHAPE, ...shape }, place);
  return times.flatMap((atMs) => (hive.isUp(atMs) ? hive.beat(atMs) : []));
}

const seconds = (count: number, stepS = 1): number[] =>
  Array.from({ length: count }, (_, at) => at * stepS * 1_000);

test('[H1] every heartbeat of every fleet is valid', () => {
  const shapes = fc.record({
    seed: fc.nat(999_999),
    hives: fc.integer({ min: 1, max: 20_000 }),
    workers: fc.oneof(fc.integer({ min: 0, max: 16 }), fc.constantFrom(1, 8, 512)),
    intervalMs: fc.integer({ min: 100, max: 10_000 }),
    churn: fc.constantFrom(0, 0.01, 1),
    skewMs: fc.constantFrom(0, 5_000, 86_400_000),
    beganMs: fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) }),
  });
  const times = fc.array(fc.integer({ min: 0, max: 86_400_000 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(shapes, fc.nat(19_999), times, (shape, place, at) => {
      const sorted = at.toSorted((a, b) => a - b);
      for (const heartbeat of beatsOf(shape, place % shape.hives, sorted)) {
        expect(check.mismatch(heartbeat)).toBeNull();
        const names = heartbeat.workers.map(({ group, instance }) => `${group}/${instance}`);
        expect(new Set(names).size).toBe(heartbeat.workers.length);
        expect(heartbeat.workers.every(({ origin }) => origin === 'simulated')).toBe(true);
        expect(JSON.stringify(heartbeat).length).toBeLessThan(LIMITS.maxHeartbeatBytes);
      }
    }),
    { numRuns: 60 },
  );
});

test('heartbeats depend on the seed and the time alone', () => {
  const once = beatsOf({ churn: 0.5 }, 3, seconds(40));
  expect(beatsOf({ churn: 0.5 }, 3, seconds(40))).toEqual(once);
  expect(beatsOf({ churn: 0.5, seed: 2 }, 3, seconds(40))).not.toEqual(once);
});

test('[W4] no rate is known in the first heartbeat, and all are from the second on', () => {
  const [first, second] = beatsOf({ workers: 4 }, 0, seconds(2));
  expect(first?.seq).toBe(0);
  expect(first?.node?.unknown).toEqual({ cpu_pct: 'first_sample' });
  for (const worker of first?.workers ?? []) {
    expect(worker).toMatchObject({ cpu_pct: 0, io_r_mb_s: 0, io_w_mb_s: 0 });
    expect(worker.unknown).toMatchObject({ cpu_pct: 'first_sample', io_r_mb_s: 'first_sample' });
  }
  expect(second?.node?.unknown).toBeUndefined();
  for (const { unknown } of second?.workers ?? [])
    expect(Object.values(unknown ?? {})).not.toContain('first_sample');
});

test('a worker that restarts is gone, then loads its model, then serves', () => {
  const hives = Array.from({ length: 5 }, (_, place) =>
    beatsOf({ workers: 1, churn: 1 }, place, seconds(900)),
  );
  const changes = hives.map((heartbeats) => {
    const states = heartbeats.map(({ workers }) => (workers[0] ? workers[0].engine?.state : 'gone'));
    return states.filter((state, at) => state !== states[at - 1]).join(' ');
  });
  expect(changes.filter((it) => it.includes('ready gone starting ready')).length).toBeGreaterThan(1);
  const loading = hives
    .flat()
    .flatMap(({ workers }) => workers)
    .filter(({ engine }) => engine?.state === 'starting');
  for (const { engine, gpu_util_pct } of loading) {
    expect(engine?.requests_running).toBeUndefined();
    expect(gpu_util_pct).toBe(0);
  }
  expect(Math.max(...loading.map(({ io_r_mb_s }) => io_r_mb_s))).toBeGreaterThan(500);
});

test('an idle worker has no GPU use, and a busy one has', () => {
  const workers = Array.from({ length: 50 }, (_, place) => beatsOf({}, place, seconds(5, 60))).flat(2);
  const serving = workers
    .flatMap((heartbeat) => heartbeat.workers)
    .filter(({ engine }) => engine?.state === 'ready');
  const idle = serving.filter(({ engine }) => engine?.requests_running === 0);
  const busy = serving.filter(
    ({ engine, gpus, unknown }) => (engine?.requests_running ?? 0) > 0 && gpus && !unknown?.['gpu_util_pct'],
  );
  expect(idle.length).toBeGreaterThan(100);
  expect(busy.length).toBeGreaterThan(100);
  for (const { gpu_util_pct, engine } of idle)
    expect([gpu_util_pct, engine?.kv_cache_pct ?? 0]).toEqual([0, 0]);
  for (const { gpu_util_pct, engine } of busy) {
    expect(gpu_util_pct).toBeGreaterThan(0);
    expect(engine?.prompt_tokens_per_s ?? engine?.generation_tokens_per_s).toBeGreaterThan(0);
  }
});

test('[W5] some workers serve several models, which together hold no more than the worker', () => {
  const workers = Array.from({ length: 100 }, (_, place) => beatsOf({}, place, [0])).flat();
  const several = workers
    .flatMap((it) => it.workers)
    .map((it) => ({ ...it, models: it.models?.filter(({ state }) => state !== 'unloaded') }))
    .filter(({ models = [] }) => models.length > 1);
  expect(several.length).toBeGreaterThan(20);
  expect(new Set(several.map(({ engine }) => engine?.kind))).toEqual(new Set(['ollama', 'vllm']));
  for (const { model, models = [], rss_mb, vram_mb, engine, pids = 0 } of several) {
    expect(models[0]?.name).toBe(model);
    expect(new Set(models.map(({ name }) => name)).size).toBe(2);
    expect(engine?.models).toEqual(expect.arrayContaining(models.map(({ name }) => name)));
    expect(pids).toBeGreaterThan(2);
    const sum = (field: 'rss_mb' | 'vram_mb') => models.reduce((mb, it) => mb + (it[field] ?? 0), 0);
    expect(sum('rss_mb')).toBeLessThanOrEqual(rss_mb);
    expect(sum('vram_mb')).toBeLessThanOrEqual(vram_mb);
  }
});

test('[W3] on some machines one worker is a program that takes no requests', () => {
  const workers = Array.from({ length: 100 }, (_, place) => beatsOf({}, place, [0, 1_000])).flat(2);
  const programs = workers.flatMap((it) => it.workers).filter(({ group }) => group === 'gpu');
  expect(programs.length).toBeGreaterThan(8);
  for (const program of programs) {
    expect(program).toMatchObject({ serves: false, model: null, model_gap: 'unknown_program' });
    expect(program.unknown?.['model']).toBe('not_exposed');
    expect([program.engine, program.models, program.gpus?.length]).toEqual([
      undefined,
      undefined,
      expect.any(Number),
    ]);
    expect(program.vram_mb).toBeGreaterThan(0);
  }
  expect(workers.flatMap((it) => it.workers).filter(({ engine }) => !engine)).toEqual(programs);
});

test('[H7] the clock of a hive is off by a constant of at most the requested skew', () => {
  const offs = Array.from({ length: 50 }, (_, place) =>
    beatsOf({ skewMs: 5_000 }, place, seconds(2)).map(
      ({ timestamp }, at) => Date.parse(timestamp) - SHAPE.beganMs - at * 1_000,
    ),
  );
  for (const [first, second] of offs) expect(second).toBe(first);
  const sizes = offs.map(([first = 0]) => Math.abs(first));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(5_000);
  expect(Math.max(...sizes)).toBeGreaterThan(3_000);
});

test('[H6] a restarted hive has another boot_id and counts from 0', () => {
  const heartbeats = beatsOf({ churn: 1 }, 2, seconds(600));
  const runs = Map.groupBy(heartbeats, ({ boot_id }) => boot_id);
  expect(runs.size).toBeGreaterThan(2);
  for (const run of runs.values()) expect(run.map(({ seq }) => seq)).toEqual(run.map((_, at) => at));
  expect(new Set(heartbeats.map(({ hive_id }) => hive_id)).size).toBeLessThanOrEqual(2);
});
