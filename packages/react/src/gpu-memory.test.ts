import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdersByGpu, othersOn, segmentsOf, tonesOf } from './gpu-memory.ts';
import { gpuOf, workerOf } from './testing.ts';

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, it) => sum + it, 0);
const on = (uuid: string, vram_mb: number) => ({ uuid, index: 0, vram_mb, util_pct: 0 });

test('[W3] the holders of a GPU are the workers that use it, in the order of their rows', () => {
  const workers = [
    workerOf({ instance: '1', gpus: [on('a', 10), on('b', 20)] }),
    workerOf({ instance: '2' }),
    workerOf({ instance: '3', gpus: [on('a', 30), on('a', 40)] }),
  ];
  const holders = holdersByGpu(workers);
  const inShort = (uuid: string) => holders.get(uuid)?.map(({ name, tone, memory }) => [name, tone, memory]);
  expect(inShort('a')).toEqual([
    ['llm/1', 0, { known: true, value: 10 }],
    ['llm/3', 2, { known: true, value: 30 }],
  ]);
  expect(inShort('b')).toEqual([['llm/1', 0, { known: true, value: 20 }]]);
  expect(holders.get('c')).toBeUndefined();
});

test('[N1] memory that no worker holds is unattributed only if the hive says so', () => {
  const holders = holdersByGpu([workerOf({ gpus: [on('a', 2_000)] })]).get('a') ?? [];
  expect(othersOn(gpuOf(), holders)).toEqual({ mb: 512, kind: 'unattributed' });
  expect(othersOn(gpuOf({ unattributed_vram_mb: 0 }), holders)).toBeNull();
  const { unattributed_vram_mb: _, ...gpu } = gpuOf();
  expect(othersOn(gpu, holders)).toEqual({ mb: 18_480, kind: 'not known whose' });
  expect(othersOn({ ...gpu, unknown: { vram_used_mb: 'unified_memory' } }, holders)).toBeNull();
});

test('the pieces of the bar follow each other within the whole, and the last is what is free', () => {
  const mb = fc.nat(40_000);
  fc.assert(
    fc.property(fc.array(mb, { maxLength: 8 }), mb, mb, (held, vram_used_mb, vram_total_mb) => {
      const gpu = gpuOf({ vram_used_mb, vram_total_mb });
      const workers = held.map((it, at) => workerOf({ instance: String(at), gpus: [on('a', it)] }));
      const segments = segmentsOf(gpu, holdersByGpu(workers).get('a') ?? []);
      expect(segments === null).toBe(vram_total_mb === 0);
      let end = 0;
      for (const { from, to } of segments ?? []) {
        expect(from).toBeGreaterThanOrEqual(end);
        expect(to).toBeGreaterThan(from);
        end = to;
      }
      expect(end).toBeLessThanOrEqual(1);
      const isFull = Math.max(vram_used_mb, sumOf(held)) >= vram_total_mb;
      if (segments) expect(segments.at(-1)?.holder === null && end === 1).toBe(!isFull);
    }),
  );
});

test('[W2] without the memory in use or the total there is no bar', () => {
  for (const field of ['vram_used_mb', 'vram_total_mb']) {
    expect(segmentsOf(gpuOf({ unknown: { [field]: 'unified_memory' } }), [])).toBeNull();
  }
});

test('workers that share a GPU have different colours, and a worker has the same one everywhere', () => {
  const gpus = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 });
  fc.assert(
    fc.property(fc.array(gpus, { maxLength: 5 }), (used) => {
      const workers = used.map((uuids, at) =>
        workerOf({ instance: String(at), gpus: uuids.map((uuid) => on(uuid, 1)) }),
      );
      const tones = tonesOf(workers);
      expect(tones.size).toBe(used.filter(({ length }) => length > 0).length);
      for (const holders of holdersByGpu(workers).values()) {
        expect(new Set(holders.map(({ tone }) => tone)).size).toBe(holders.length);
        for (const { id, tone } of holders) expect(tone).toBe(tones.get(id));
      }
    }),
  );
});

test('the colours of many workers on one GPU repeat', () => {
  const workers = Array.from({ length: 12 }, (_, at) =>
    workerOf({ instance: String(at), gpus: [on('a', 1)] }),
  );
  expect(new Set(tonesOf(workers).values())).toEqual(new Set([0, 1, 2, 3, 4]));
});

test('of many workers on one GPU the last ones are one, with the sum of what is known', () => {
  const workers = Array.from({ length: 40 }, (_, n) => workerOf({ instance: `${n}`, gpus: [on('A', n)] }));
  const unknown = { vram_mb: 'wddm' } as const;
  const last = workerOf({
    instance: '40',
    gpus: [{ ...on('A', 0), unknown }],
  });
  const holders = (some: typeof workers) => holdersByGpu(some).get('A') ?? [];
  expect(holders(workers.slice(0, 32)).map(({ name }) => name)).not.toContainEqual(
    expect.stringContaining('more'),
  );
  const sum = sumOf([31, 32, 33, 34, 35, 36, 37, 38, 39]);
  expect(holders(workers)).toHaveLength(32);
  expect(holders(workers).at(-1)).toMatchObject({
    name: '9 more workers',
    memory: { known: true, value: sum },
  });
  expect(holders([...workers, last]).at(-1)).toMatchObject({
    name: '10 more workers, without 1 that are not known',
    memory: { value: sum },
  });
});
