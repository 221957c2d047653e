import { expect, test } from 'vitest';
import { aWorker } from './builders.ts';
import { hiveHealth, isHiveAvailable, workerActivity } from './liveness.ts';

test.each([
  [0, 'healthy'],
  [2_999, 'healthy'],
  [3_000, 'degraded'],
  [9_999, 'degraded'],
  [10_000, 'down'],
])('[R1] after %d ms of silence, a hive with an interval of one second is %s', (silence, health) => {
  expect(hiveHealth(silence, 1_000)).toBe(health);
  expect(hiveHealth(silence * 5, 5_000)).toBe(health);
});

const vllm = (requests_running: number, unknown?: Record<string, string>) =>
  ({ kind: 'vllm', state: 'ready', requests_running, ...(unknown && { unknown }) }) as const;
const partly = { partial: { gpu_util_pct: 'unassigned_ranks', cpu_pct: 'unassigned_ranks' } };
const barred = { gpu_util_pct: 'mig', cpu_pct: 'permission' } as const;

test.each([
  ['running requests', { gpu_util_pct: 0, engine: vllm(1) }, 'busy'],
  ['no running request, but a busy GPU', { gpu_util_pct: 99, engine: vllm(0) }, 'idle'],
  [
    'an engine without running requests in its report, and a busy GPU',
    { gpu_util_pct: 1, engine: { kind: 'ollama', state: 'ready' } },
    'busy',
  ],
  [
    'unknown running requests and a busy GPU',
    { gpu_util_pct: 1, engine: vllm(0, { requests_running: 'timeout' }) },
    'busy',
  ],
  [
    'unknown running requests, which are not 0, and an idle GPU',
    { gpu_util_pct: 0, engine: vllm(3, { requests_running: 'timeout' }) },
    'idle',
  ],
  [
    'running requests beside another unknown figure of the engine',
    { gpu_util_pct: 0, engine: vllm(1, { kv_cache_pct: 'timeout' }) },
    'busy',
  ],
  ['running requests, and nothing else known', { unknown: barred, engine: vllm(0) }, 'idle'],
  ['a known idle GPU and a busy CPU', { gpu_util_pct: 0, cpu_pct: 400 }, 'idle'],
  ['a known idle GPU and an unknown CPU', { gpu_util_pct: 0, unknown: { cpu_pct: 'timeout' } }, 'idle'],
  ['no GPU and a busy CPU', { gpu_util_pct: 0, total_vram_mb: 0, cpu_pct: 400 }, 'busy'],
  ['no GPU and an idle CPU', { gpu_util_pct: 0, total_vram_mb: 0, cpu_pct: 1 }, 'idle'],
  [
    'an idle GPU of unknown size and a busy CPU',
    { gpu_util_pct: 0, total_vram_mb: 0, cpu_pct: 400, unknown: { total_vram_mb: 'unified_memory' } },
    'idle',
  ],
  ['an unknown GPU and a busy CPU', { unknown: { gpu_util_pct: 'mig' }, cpu_pct: 50 }, 'busy'],
  ['an unknown GPU and an idle CPU', { unknown: { gpu_util_pct: 'mig' }, cpu_pct: 49.9 }, 'idle'],
  [
    'a GPU use of 0 that leaves something out, and a busy CPU',
    { ...partly, gpu_util_pct: 0, cpu_pct: 90 },
    'busy',
  ],
  ['a GPU use that leaves something out', { ...partly, gpu_util_pct: 3, cpu_pct: 0 }, 'busy'],
  ['only figures that leave something out', { ...partly, gpu_util_pct: 0, cpu_pct: 10 }, 'unknown'],
  [
    'a CPU use that leaves something out, and an idle GPU',
    { partial: { cpu_pct: 'x' }, gpu_util_pct: 0 },
    'idle',
  ],
  ['no known figure', { gpu_util_pct: 9, cpu_pct: 90, unknown: barred }, 'unknown'],
  [
    'no known figure, nor of the engine',
    { unknown: barred, engine: vllm(1, { requests_running: 'timeout' }) },
    'unknown',
  ],
] as const)('[R2] the activity of a worker with %s is %3$s', (_, fields, activity) => {
  expect(workerActivity(aWorker(fields))).toBe(activity);
});

test('[R2] a figure that is missing is unknown', () => {
  expect(workerActivity({})).toBe('unknown');
  expect(workerActivity({ cpu_pct: 60 })).toBe('busy');
});

test.each([
  [{ health: 'healthy' }, true],
  [{ health: 'degraded' }, false],
  [{ health: 'down' }, false],
  [{ health: 'healthy', operational_status: 'ready' }, true],
  [{ health: 'healthy', operational_status: 'busy' }, true],
  [{ health: 'healthy', operational_status: 'starting' }, false],
  [{ health: 'healthy', operational_status: 'stopped' }, false],
  [{ health: 'healthy', health_status: { status: 'degraded', reason: 'disk' } }, true],
  [{ health: 'healthy', health_status: { status: 'unhealthy', reason: 'disk' } }, false],
] as const)('[R3] the hive %j is available: %s', (hive, available) => {
  expect(isHiveAvailable(hive)).toBe(available);
});
