import type { ProcessStats } from '@rbee/contract';
import { aNode, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { FreeMemory } from './free-memory.ts';

const gpu = (uuid: string, more = {}) => ({
  ...{ uuid, index: 0, vendor: 'nvidia', name: 'Card', util_pct: 0 },
  ...{ vram_used_mb: 10_000, vram_total_mb: 24_576 },
  ...more,
});
const on = (uuid: string, vram_mb: number) => ({ uuid, index: 0, vram_mb, util_pct: 0 });
const free = (all: readonly ProcessStats[], node = aNode()) => {
  const memory = new FreeMemory(all, node);
  return all.map((it) => memory.of(it));
};

test('[R5] free memory of a GPU is its total minus what the driver counts for all processes', () => {
  const node = aNode({ gpus: [gpu('A'), gpu('B', { vram_used_mb: 24_000 })] });
  const a = aWorker({ instance: 'a', gpus: [on('A', 4_096)] });
  const both = aWorker({ instance: 'b', gpus: [on('A', 1), on('B', 1)], total_vram_mb: 49_152 });
  expect(free([a, both], node)).toEqual([14_576, 14_576 + 576]);
});

test('[R5] without the count of the driver it is the total minus the use of all workers and unattributed processes', () => {
  const unknown = { vram_used_mb: 'driver_error' } as const;
  const node = aNode({ gpus: [gpu('A', { unknown, unattributed_vram_mb: 500 }), gpu('B', { unknown })] });
  const a = aWorker({ instance: 'a', gpus: [on('A', 4_096)] });
  const b = aWorker({
    instance: 'b',
    vram_mb: 3_000,
    gpus: [on('A', 1_000), on('B', 2_000)],
    total_vram_mb: 49_152,
  });
  expect(free([a, b], node)).toEqual([24_576 - 4_096 - 1_000 - 500, 49_152 - 3_000 - 4_096 - 500]);
});

test('[R5] workers that name no GPUs share all of them', () => {
  expect(free([aWorker({ instance: 'a' }), aWorker({ instance: 'b', vram_mb: 10_000 })])).toEqual([
    10_480, 10_480,
  ]);
});

test('[R5] [W2] unknown memory is not free memory', () => {
  const unknown = { vram_mb: 'mig' } as const;
  expect(free([aWorker({ total_vram_mb: 0 })])).toEqual([null]);
  expect(free([aWorker({ unknown: { total_vram_mb: 'mig' } })])).toEqual([null]);
  expect(free([aWorker({ instance: 'a' }), aWorker({ instance: 'b', vram_mb: 0, unknown })])).toEqual([
    null,
    null,
  ]);
});

test('[R5] free memory is never negative', () => {
  expect(free([aWorker({ vram_mb: 30_000 })])).toEqual([0]);
  expect(
    free([aWorker({ gpus: [on('A', 1)] })], aNode({ gpus: [gpu('A', { vram_used_mb: 99_999 })] })),
  ).toEqual([0]);
});

test('[R5] a worker without any GPU in its list has no use of others subtracted', () => {
  const all = [aWorker({ instance: 'a', gpus: [] }), aWorker({ instance: 'b', gpus: [on('A', 4_096)] })];
  expect(free(all)).toEqual([24_576, 20_480]);
});

test('[R5] [N1] of several GPUs with one uuid the first counts, of a worker and of the machine', () => {
  const all = [aWorker({ gpus: [on('A', 1_000), on('A', 2_000)] })];
  expect(free(all, aNode({ gpus: [gpu('A'), gpu('A', { vram_used_mb: 1 })] }))).toEqual([14_576]);
  expect(free(all)).toEqual([23_576]);
  const unknown = { vram_used_mb: 'driver_error' } as const;
  const twice = { unknown, unattributed_vram_mb: 500 };
  expect(free([aWorker({ vram_mb: 1_000 })], aNode({ gpus: [gpu('A', twice), gpu('A', twice)] }))).toEqual([
    24_576 - 1_000 - 500,
  ]);
});

test('[R5] [W2] memory that a worker holds on one GPU is unknown on that one alone', () => {
  const unknown = { vram_used_mb: 'driver_error' } as const;
  const node = aNode({ gpus: [gpu('A', { unknown }), gpu('B', { unknown })] });
  const gap = { vram_mb: 'wddm' } as const;
  const partly = aWorker({
    instance: 'a',
    gpus: [{ ...on('A', 0), unknown: gap }, on('B', 1_000)],
    ...{ vram_mb: 0, total_vram_mb: 49_152, unknown: gap },
  });
  const [a, b] = [aWorker({ instance: 'b', gpus: [on('A', 1)] }), aWorker({ gpus: [on('B', 2_000)] })];
  expect(free([partly, a, b], node)).toEqual([null, null, 24_576 - 3_000]);
  const nowhere = { ...partly, gpus: [on('A', 0), on('B', 0)] };
  expect(free([nowhere, a, b], node)).toEqual([null, null, null]);
});

test('[R5] what is free of a divided GPU is not known: a worker can use its part only', () => {
  const mig = [
    { uuid: 'MIG-1', vram_used_mb: 20_000, vram_total_mb: 20_096 },
    { uuid: 'MIG-2', vram_used_mb: 0, vram_total_mb: 20_096 },
  ];
  expect(free([aWorker({ gpus: [on('A', 20_000)] })], aNode({ gpus: [gpu('A', { mig })] }))).toEqual([null]);
});

test('[R5] a worker that names no GPU may be on any of them, also on one that is divided or shares memory', () => {
  const mig = [{ uuid: 'MIG-1', vram_used_mb: 0, vram_total_mb: 20_096 }];
  expect(free([aWorker()], aNode({ gpus: [gpu('A'), gpu('B', { mig })] }))).toEqual([null]);
  const ram = { ram_total_mb: 32_768, ram_used_mb: 30_000 };
  expect(free([aWorker()], aNode({ gpus: [gpu('A', { shares_ram: true })], ...ram }))).toEqual([2_768]);
});

test('[R5] a GPU that shares the memory of the machine has no more free than the machine', () => {
  const of = (node: object) =>
    free([aWorker({ gpus: [on('A', 1)] })], aNode({ gpus: [gpu('A', { shares_ram: true })], ...node }));
  expect(of({ ram_total_mb: 32_768, ram_used_mb: 30_000 })).toEqual([2_768]);
  expect(of({ ram_total_mb: 32_768, ram_used_mb: 1_000 })).toEqual([14_576]);
  expect(of({ ram_used_mb: 0, unknown: { ram_used_mb: 'not_exposed' } })).toEqual([14_576]);
});
