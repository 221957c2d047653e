import { expect, test } from 'vitest';
import { aWorker } from './builders.ts';
import { createCheck } from './check.ts';
import { LIMITS } from './limits.ts';
import { modelsOf, ProcessStatsSchema, UNKNOWN_REASONS } from './worker.ts';

const check = createCheck(ProcessStatsSchema);

const FIELDS = [
  'pid',
  'group',
  'instance',
  'cpu_pct',
  'rss_mb',
  'io_r_mb_s',
  'io_w_mb_s',
  'uptime_s',
  'gpu_util_pct',
  'vram_mb',
  'total_vram_mb',
  'model',
] as const;

test.each(FIELDS)('[W1] a worker without %s is refused', (field) => {
  const { [field]: _, ...rest } = aWorker();
  expect(check.mismatch(rest)?.pointer).toBe(`/${field}`);
});

test.each(FIELDS)('[W1] %s of another type is refused', (field) => {
  expect(check.is({ ...aWorker(), [field]: { not: 'this' } })).toBe(false);
});

test.each(['pid', 'rss_mb', 'uptime_s', 'vram_mb', 'total_vram_mb'])(
  '[W1] %s must be a whole number',
  (field) => {
    expect(check.is({ ...aWorker(), [field]: 7 })).toBe(true);
    expect(check.is({ ...aWorker(), [field]: 7.5 })).toBe(false);
  },
);

test('[W1] a group or instance has 1 to 64 characters', () => {
  expect(check.is(aWorker({ group: 'g'.repeat(64) }))).toBe(true);
  expect(check.is(aWorker({ group: 'g'.repeat(65) }))).toBe(false);
  expect(check.is(aWorker({ instance: '' }))).toBe(false);
});

test('[W2] unknown accepts exactly the reasons of the closed set', () => {
  for (const reason of UNKNOWN_REASONS)
    expect(check.is(aWorker({ unknown: { vram_mb: reason } }))).toBe(true);
  const odd = { ...aWorker(), unknown: { vram_mb: 'because' } };
  expect(check.mismatch(odd)).toEqual({
    pointer: '/unknown/vram_mb',
    expected: `one of ${UNKNOWN_REASONS.join(', ')}`,
  });
});

test('[W3] the optional fields may be present or absent', () => {
  const whole = aWorker({
    pids: 9,
    started_at: '2025-10-30T20:15:30.5+02:00',
    gpus: [{ uuid: 'GPU-1', index: 0, vram_mb: 4096, util_pct: 85.5 }],
    container: { id: 'abc', name: 'llm' },
    engine: { kind: 'vllm', state: 'ready', requests_running: 2 },
    origin: 'sample',
  });
  expect(check.mismatch(whole)).toBeNull();
  expect(check.is({ ...whole, started_at: '2025-10-30 somewhen' })).toBe(false);
});

test('[W3] a container has an id, and optionally a name, a runtime and a pod', () => {
  const id = 'a'.repeat(64);
  expect(check.is(aWorker({ container: { id } }))).toBe(true);
  const container = { id, name: 'chat-0', runtime: 'containerd', pod_uid: '3f1b' };
  expect(check.is(aWorker({ container }))).toBe(true);
  expect(check.mismatch(aWorker({ container: { ...container, pod_uid: 7 as never } }))?.pointer).toBe(
    '/container/pod_uid',
  );
  expect(check.mismatch({ ...aWorker(), container: { name: 'chat-0' } })?.pointer).toBe('/container/id');
});

test('[W5] a worker has at most 64 models, each with a name and what its processes hold', () => {
  const models = [
    { name: 'a', pid: 7, rss_mb: 900, vram_mb: 0, unknown: { vram_mb: 'driver_unsupported' as const } },
    { name: 'b' },
  ];
  expect(check.mismatch(aWorker({ model: 'a', models }))).toBeNull();
  const many = Array.from({ length: LIMITS.maxModels }, (_, at) => ({ name: `m${at}` }));
  expect(check.is(aWorker({ models: many }))).toBe(true);
  expect(check.is(aWorker({ models: [...many, { name: 'one more' }] }))).toBe(false);
  expect(check.mismatch(aWorker({ models: [{ name: '' }] }))?.pointer).toBe('/models/0/name');
  expect(check.mismatch(aWorker({ models: [{ name: 'a', rss_mb: -1 }] }))?.pointer).toBe('/models/0/rss_mb');
});

test('[W5] the models of a worker are those of `model` and `models`, each once, that of `model` first', () => {
  expect(modelsOf({ model: null })).toEqual([]);
  expect(modelsOf({ model: 'a' })).toEqual(['a']);
  expect(modelsOf({ model: 'a', models: [{ name: 'a' }, { name: 'b' }] })).toEqual(['a', 'b']);
  expect(modelsOf({ model: 'a', models: [{ name: 'b' }, { name: 'b' }, { name: 'a' }] })).toEqual(['a', 'b']);
  expect(modelsOf({ model: null, models: [{ name: 'b' }] })).toEqual(['b']);
});
