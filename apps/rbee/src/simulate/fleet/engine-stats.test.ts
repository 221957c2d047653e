import { ENGINE_STATES, type Engine, isWorkerReady, type ProcessStats } from '@rbee/contract';
import { expect, test } from 'vitest';
import { SimulatedHive } from './simulated-hive.ts';

/** A fleet that is large enough to have an engine in each state. */
const SHAPE = {
  ...{ seed: 3, hives: 150, workers: 8, intervalMs: 1_000, churn: 0.02, skewMs: 0 },
  ...{ beganMs: Date.UTC(2025, 9, 29, 14), version: '1' },
};

/** The workers with an engine of all hives at each of those times. */
function workersAt(times: readonly number[]): (ProcessStats & { engine: Engine })[][] {
  const hives = Array.from({ length: SHAPE.hives }, (_, place) => new SimulatedHive(SHAPE, place));
  return times.map((atMs) =>
    hives
      .flatMap((hive) => (hive.isUp(atMs) ? hive.beat(atMs).workers : []))
      .flatMap((worker) => (worker.engine ? [{ ...worker, engine: worker.engine }] : [])),
  );
}

const TIMES = Array.from({ length: 30 }, (_, at) => at * 20_000);

test('[E2] a fleet has engines in every state, and nearly all are ready', () => {
  const states = workersAt(TIMES)
    .flat()
    .map(({ engine }) => engine.state);
  expect(new Set(states)).toEqual(new Set(ENGINE_STATES));
  expect(states.filter((it) => it === 'ready').length / states.length).toBeGreaterThan(0.8);
});

test('section E: the figures of an engine agree with each other', () => {
  for (const { engine } of workersAt(TIMES).flat()) {
    const { slots, requests_running: running, requests_waiting: waiting = 0, state } = engine;
    if (slots !== undefined && running !== undefined) {
      expect(running).toBeLessThanOrEqual(slots);
      if (waiting > 0) expect(running).toBe(slots);
    }
    if (running === 0 || state === 'stuck') expect(engine.generation_tokens_per_s ?? 0).toBe(0);
    if (state === 'stuck') expect(running).toBeGreaterThan(0);
    expect(engine.ttft_ms_p95 ?? 0).toBeGreaterThanOrEqual(engine.ttft_ms_p50 ?? 0);
    expect(engine.itl_ms_p95 ?? 0).toBeGreaterThanOrEqual(engine.itl_ms_p50 ?? 0);
    expect(engine.requests_finished ?? 0).toBeGreaterThanOrEqual(engine.requests_failed ?? 0);
  }
});

test('section E: an engine that does not answer tells nothing', () => {
  const silent = workersAt(TIMES)
    .flat()
    .filter(({ engine }) => engine.state !== 'ready' && engine.state !== 'stuck');
  expect(silent.length).toBeGreaterThan(50);
  for (const { engine } of silent) {
    expect(Object.keys(engine).sort()).toEqual(['endpoint', 'kind', 'models', 'state', 'unknown', 'version']);
    expect(new Set(Object.values(engine.unknown ?? {}))).toEqual(new Set(['not_exposed']));
    const figures = { slots: undefined, requests_running: undefined, requests_waiting: undefined };
    expect(isWorkerReady({ activity: 'idle', serves: undefined, state: engine.state, ...figures })).toBe(
      false,
    );
  }
});

test('section E: counts since the start of an engine never fall during a run', () => {
  const known = new Map<string, Engine>();
  let grown = 0;
  for (const workers of workersAt(TIMES)) {
    for (const { engine, pid, started_at } of workers) {
      const key = `${engine.endpoint} ${pid} ${started_at}`;
      const before = known.get(key);
      for (const field of ['requests_finished', 'requests_failed', 'preemptions'] as const) {
        expect(engine[field] ?? 0).toBeGreaterThanOrEqual(before?.[field] ?? 0);
      }
      if ((engine.requests_finished ?? 0) > (before?.requests_finished ?? 0)) grown += 1;
      if (engine.requests_finished !== undefined) known.set(key, engine);
    }
  }
  expect(grown).toBeGreaterThan(1_000);
});

test('section E: some engines draft tokens and tell how many were accepted', () => {
  const engines = workersAt(TIMES)
    .flat()
    .map(({ engine }) => engine);
  const accepted = engines.flatMap(({ draft_accepted_pct: it }) => (it === undefined ? [] : [it]));
  expect(accepted.length / engines.length).toBeGreaterThan(0.02);
  expect(accepted.length / engines.length).toBeLessThan(0.3);
  for (const it of accepted) expect(it).toBeGreaterThan(0);
});

test('[W5] an engine that unloads idle models says when', () => {
  for (const [at, workers] of workersAt(TIMES).entries()) {
    const nowMs = SHAPE.beganMs + (TIMES[at] ?? 0);
    for (const { engine, models = [] } of workers) {
      for (const { state, expires_at } of models) {
        const isKept = engine.kind === 'ollama' && state === 'loaded';
        expect(expires_at !== undefined).toBe(isKept);
        if (expires_at === undefined) continue;
        const leftS = (Date.parse(expires_at) - nowMs) / 1_000;
        expect(leftS).toBeGreaterThan(239);
        expect(leftS).toBeLessThanOrEqual(300);
        if ((engine.requests_running ?? 0) > 0) expect(leftS).toBeGreaterThan(298);
      }
    }
  }
});

test('[W3] the part of the memory that is files and shared memory is a part of it', () => {
  for (const { rss_mb, rss_shared_mb = -1 } of workersAt(TIMES).flat()) {
    expect(rss_shared_mb).toBeGreaterThanOrEqual(0);
    expect(rss_shared_mb).toBeLessThan(rss_mb);
  }
});

test('[W5] models have states, and servers at home can load others', () => {
  const [workers = []] = workersAt([0]);
  const models = workers.flatMap((worker) => (worker.models ?? []).map((it) => ({ ...it, worker })));
  expect(new Set(models.map(({ state }) => state))).toEqual(
    new Set(['loaded', 'sleeping', 'unloaded', undefined]),
  );
  for (const { worker, state, name } of models) {
    if (state === 'unloaded') expect(['ollama', 'lmstudio']).toContain(worker.engine.kind);
    if (state === 'sleeping') expect([worker.engine.state, worker.gpu_util_pct]).toEqual(['sleeping', 0]);
    expect(worker.engine.models).toContain(name);
  }
  for (const { models: own = [], model } of workers) {
    expect(new Set(own.map(({ name }) => name)).size).toBe(own.length);
    if (own.length > 0) expect(own[0]?.name).toBe(model);
  }
});
