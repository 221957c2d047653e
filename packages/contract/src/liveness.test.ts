import { expect, test } from 'vitest';
import { aWorker } from './builders.ts';
import { hiveHealth, isHiveAvailable, isWorkerBusy } from './liveness.ts';

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

test.each([
  [
    'running requests',
    aWorker({ gpu_util_pct: 0, engine: { kind: 'vllm', state: 'ready', requests_running: 1 } }),
    true,
  ],
  [
    'no running request, but a busy GPU',
    aWorker({ gpu_util_pct: 99, engine: { kind: 'vllm', state: 'ready', requests_running: 0 } }),
    false,
  ],
  [
    'an engine without running requests in its report, and a busy GPU',
    aWorker({ gpu_util_pct: 1, engine: { kind: 'ollama', state: 'ready' } }),
    true,
  ],
  ['a known idle GPU and a busy CPU', aWorker({ gpu_util_pct: 0, cpu_pct: 400 }), false],
  [
    'an unknown GPU and a busy CPU',
    aWorker({ gpu_util_pct: 0, unknown: { gpu_util_pct: 'mig' }, cpu_pct: 50 }),
    true,
  ],
  [
    'an unknown GPU and an idle CPU',
    aWorker({ gpu_util_pct: 0, unknown: { gpu_util_pct: 'mig' }, cpu_pct: 49.9 }),
    false,
  ],
] as const)('[R2] %s', (_, worker, busy) => {
  expect(isWorkerBusy(worker)).toBe(busy);
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
