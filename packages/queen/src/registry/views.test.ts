import { createCheck, HiveViewSchema, WorkerViewSchema } from '@rbee/contract';
import { aHeartbeat, aNestedHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
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

test('[Q] hives and workers are returned in the form of the contract', () => {
  for (const it of [full, nested]) {
    expect(createCheck(HiveViewSchema).mismatch(hiveView(it))).toBeNull();
    expect(createCheck(WorkerViewSchema).mismatch(workerView(it, aWorker(), null))).toBeNull();
  }
  expect(hiveView(full)).toMatchObject({ online: true, available: true, version: '1', interval_ms: 1_000 });
  expect(workerView(full, aWorker(), 7)).toMatchObject({
    ...{ worker_id: 'hive-gpu-1/llm/8080', activity: 'busy', busy: true, free_vram_mb: 7 },
  });
  const unknown = { gpu_util_pct: 'mig', cpu_pct: 'first_sample' } as const;
  expect(workerView(full, aWorker({ unknown }), null)).toMatchObject({
    ...{ activity: 'unknown', busy: false, available: false },
  });
});
