import {
  createCheck,
  ENGINE_STATES,
  HiveViewSchema,
  type ProcessStats,
  WorkerViewSchema,
} from '@rbee/contract';
import { aHeartbeat, aNestedHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import type { WorkerRow } from '../sample/index.ts';
import { sampleOf } from '../testing/index.ts';
import type { HiveStatus } from './registry.ts';
import { hiveView, workerView } from './views.ts';

const status = (body: object): HiveStatus => ({
  record: {
    sample: sampleOf(body),
    received: { at: Date.UTC(2025, 9, 30, 20, 15, 31), monotonic: 0 },
    clockSkewMs: -1_000,
    via: null,
    cut: false,
    conflicting: 0,
    announced: 'healthy',
  },
  health: 'healthy',
});

const full = status(aHeartbeat({ boot_id: 'b', seq: 3, version: '1', node: aNode() }));
const nested = status(aNestedHeartbeat());

const view = (worker: ProcessStats, freeVramMb: number | null = null) => {
  const it = status(aHeartbeat({ workers: [worker] }));
  return workerView(it, it.record.sample.rows()[0] as WorkerRow, freeVramMb);
};

test('[Q] hives and workers are returned in the form of the contract', () => {
  for (const it of [full, nested]) {
    expect(createCheck(HiveViewSchema).mismatch(hiveView(it))).toBeNull();
  }
  expect(createCheck(WorkerViewSchema).mismatch(view(aWorker()))).toBeNull();
  expect(hiveView(full)).toMatchObject({ online: true, available: true, version: '1', interval_ms: 1_000 });
  expect(view(aWorker(), 7)).toMatchObject({
    ...{ worker_id: 'hive-gpu-1/llm/8080', activity: 'busy', busy: true, free_vram_mb: 7 },
  });
  const unknown = { gpu_util_pct: 'mig', cpu_pct: 'first_sample' } as const;
  expect(view(aWorker({ unknown }))).toMatchObject({
    ...{ activity: 'unknown', busy: false, available: false },
  });
});

const engine = (more: object) => aWorker({ engine: { kind: 'vllm', state: 'ready', ...more } });

test.each([
  ['with a free slot', { slots: 4, requests_running: 3 }, true, 1],
  ['without a free slot', { slots: 4, requests_running: 4 }, false, 0],
  [
    'with a free slot and a waiting request',
    { slots: 4, requests_running: 1, requests_waiting: 1 },
    false,
    2,
  ],
  ['that has no slots and runs a request', { requests_running: 1 }, false, null],
  ['that has no slots and runs nothing', { requests_running: 0 }, true, null],
  [
    'whose running requests are not known',
    { slots: 4, requests_running: 0, unknown: { requests_running: 'timeout' } },
    false,
    null,
  ],
] as const)('[R2] a worker %s is available: %3$s', (_what, fields, available, free_slots) => {
  expect(view(engine(fields))).toMatchObject({ available, free_slots });
});

test.each(ENGINE_STATES)('[E2] of workers with an idle engine only a ready one is available: %s', (state) => {
  expect(view(engine({ state, requests_running: 0 })).available).toBe(state === 'ready');
  const slots = view(engine({ state, slots: 4, requests_running: 1 }));
  expect(slots).toMatchObject({ available: state === 'ready', free_slots: state === 'ready' ? 3 : 0 });
});

test('[R2] what the hive says of the CPU use of some seconds counts instead of that of one sample', () => {
  const worker = (cpu_pct: number, cpu_busy: boolean) =>
    view(aWorker({ cpu_pct, cpu_busy, unknown: { gpu_util_pct: 'mig' } })).activity;
  expect([worker(10, true), worker(90, false)]).toEqual(['busy', 'idle']);
});
