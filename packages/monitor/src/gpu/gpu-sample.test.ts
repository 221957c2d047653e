import { createCheck, NodeStatsSchema } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aGpuCard, aGpuProcess } from '../../testing/index.ts';
import { type Figure, known, missing } from '../figure.ts';
import type { GpuCard } from '../gpu-reader.ts';
import { GpuSample } from './gpu-sample.ts';

const gpuCheck = createCheck(NodeStatsSchema.properties.gpus);
const card = (nth: number, processes: Parameters<typeof aGpuCard>[0] = [], fields: Partial<GpuCard> = {}) =>
  aGpuCard(processes, { uuid: `GPU-${nth}`, index: nth, ...fields });
const unlisted = (nth: number, reason: Parameters<typeof missing>[0], fields: Partial<GpuCard> = {}) =>
  card(nth, [], { processes: missing(reason), ...fields });

test('[W1] memory is summed over ranks and GPUs, and use is that of the GPU that is used most', () => {
  const sample = new GpuSample([
    [
      card(0, [
        aGpuProcess(7, { vramMb: known(1000), utilPct: known(10) }),
        aGpuProcess(8, { vramMb: known(500), utilPct: known(15) }),
      ]),
      card(1, [aGpuProcess(8, { vramMb: known(2000), utilPct: known(40) })]),
      card(2, [aGpuProcess(9)]),
    ],
  ]);
  expect(sample.worker([7, 8])).toEqual({
    utilPct: known(40),
    vramMb: known(3500),
    totalVramMb: known(2 * 24_576),
    gpus: [
      { uuid: 'GPU-0', index: 0, vram_mb: 1500, util_pct: 25 },
      { uuid: 'GPU-1', index: 1, vram_mb: 2000, util_pct: 40 },
    ],
    isPartial: false,
  });
});

test('[W1] the use of a GPU by a worker is at most that of the GPU, and at most 100 if that is not known', () => {
  const ranks = [aGpuProcess(7, { utilPct: known(60) }), aGpuProcess(8, { utilPct: known(70) })];
  const utilOf = (utilPct: Figure) => new GpuSample([[card(0, ranks, { utilPct })]]).worker([7, 8]).utilPct;
  expect(utilOf(known(90))).toEqual(known(90));
  expect(utilOf(known(170))).toEqual(known(100));
  expect(utilOf(missing('mig'))).toEqual(known(100));
});

test('[W2] a worker that is seen on no GPU uses 0 of them', () => {
  const nothing = { utilPct: known(0), vramMb: known(0), totalVramMb: known(0), gpus: [], isPartial: false };
  expect(new GpuSample([[card(0, [aGpuProcess(7)])]]).worker([9])).toEqual(nothing);
  expect(new GpuSample([[], []]).worker([9])).toEqual(nothing);
  expect(new GpuSample([]).isEmpty).toBe(true);
});

test('[W2] a worker that is seen on no GPU may use one that cannot be read', () => {
  const unseen = { utilPct: missing('timeout'), vramMb: missing('timeout'), gpus: [] };
  expect(new GpuSample([[card(0)]], missing('timeout')).worker([9])).toMatchObject(unseen);
  expect(new GpuSample([[card(0), unlisted(1, 'timeout')]]).worker([9])).toMatchObject(unseen);
  expect(new GpuSample([], missing('timeout')).isEmpty).toBe(false);
});

test('[W2] a worker whose open files may not be read may use a GPU, and uses at least what is known of it ([W6])', () => {
  const sample = new GpuSample([[card(0, [aGpuProcess(7)], { refused: new Set([8, 9]) })]]);
  expect(sample.worker([9])).toMatchObject({ utilPct: missing('permission'), vramMb: missing('permission') });
  expect(sample.worker([7, 8])).toMatchObject({ vramMb: known(1024), isPartial: true });
  expect(sample.worker([7])).toMatchObject({ isPartial: false });
  expect(sample.worker([10])).toMatchObject({ vramMb: known(0), isPartial: false });
  const onBoard = card(1, [], { vendor: 'intel', refused: new Set([7, 9]) });
  const two = new GpuSample([[card(0, [aGpuProcess(7)])], [onBoard]]);
  expect(two.worker([7])).toMatchObject({ isPartial: false });
  expect(two.worker([9])).toMatchObject({ vramMb: missing('permission') });
});

test('[W2] nothing computes on a GPU that is powered down', () => {
  const sample = new GpuSample([[card(0), unlisted(1, 'asleep', { usedMb: missing('asleep') })]]);
  expect(sample.worker([9])).toMatchObject({ utilPct: known(0), totalVramMb: known(0), isPartial: false });
});

test('[W6] a worker on one GPU may use another of its vendor whose processes are not known', () => {
  const isPartial = (other: GpuCard) =>
    new GpuSample([[card(0, [aGpuProcess(7)]), other]]).worker([7]).isPartial;
  expect(isPartial(unlisted(1, 'driver_error'))).toBe(true);
  expect(isPartial(unlisted(1, 'driver_error', { vendor: 'intel' }))).toBe(false);
  expect(isPartial(unlisted(1, 'asleep'))).toBe(false);
});

test('[W2] a sum with a part that is not known is not known', () => {
  const hidden = aGpuProcess(8, { vramMb: missing('wddm'), utilPct: missing('mig') });
  const [whole, divided] = [card(0, [aGpuProcess(7)]), card(1, [hidden], { totalMb: missing('mig') })];
  expect(new GpuSample([[whole, divided]]).worker([7, 8])).toMatchObject({
    utilPct: missing('mig'),
    vramMb: missing('wddm'),
    totalVramMb: missing('mig'),
    gpus: [
      { uuid: 'GPU-0', vram_mb: 1024 },
      { uuid: 'GPU-1', vram_mb: 0, util_pct: 0, unknown: { vram_mb: 'wddm', util_pct: 'mig' } },
    ],
  });
});

test('[W2] figures that no GPU can have are failures of its driver', () => {
  for (const wrong of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
    const broken = known(wrong);
    const processes = [aGpuProcess(7, { vramMb: broken, utilPct: broken })];
    const sample = new GpuSample([
      [card(0, processes, { utilPct: broken, usedMb: broken, totalMb: broken })],
    ]);
    const failed = missing('driver_error');
    expect(sample.worker([7])).toMatchObject({ utilPct: failed, vramMb: failed, totalVramMb: failed });
    expect(sample.gpus([])).toMatchObject([
      {
        util_pct: 0,
        unknown: { util_pct: 'driver_error', vram_used_mb: 'driver_error', vram_total_mb: 'driver_error' },
      },
    ]);
  }
});

test('[N1] what no worker holds is unattributed, and absent if a part is not known', () => {
  const processes = [aGpuProcess(7, { vramMb: known(3000) }), aGpuProcess(9, { vramMb: known(100) })];
  const restOf = (
    fields: Partial<GpuCard> = {},
    list: GpuCard['processes'] = { ok: true, value: processes },
  ) => new GpuSample([[card(0, [], { processes: list, ...fields })]]).gpus([7])[0]?.unattributed_vram_mb;
  expect(restOf()).toBe(8192 - 3000);
  expect(restOf({ usedMb: known(2500) })).toBe(0);
  expect(restOf({ usedMb: missing('asleep') })).toBeUndefined();
  expect(restOf({}, missing('pid_namespace'))).toBeUndefined();
  expect(restOf({}, { ok: true, value: [aGpuProcess(7, { vramMb: missing('wddm') })] })).toBeUndefined();
});

test('a card that two readers give counts once, by its PCI address', () => {
  const first = card(0, [aGpuProcess(7)], { details: { pci: '00000000:65:00.0' } });
  const again = card(5, [aGpuProcess(7)], { details: { pci: '0000:65:00.0' } });
  const sample = new GpuSample([[first], [again]]);
  expect(sample.worker([7]).vramMb).toEqual(known(1024));
  expect(sample.gpus([]).map((it) => it.uuid)).toEqual(['GPU-0']);
});

test('the parts of a divided GPU have one address, and are cards of their own', () => {
  const parts = [0, 1].map((nth) => card(nth, [aGpuProcess(7)], { details: { pci: '0000:65:00.0' } }));
  expect(new GpuSample([parts]).worker([7]).vramMb).toEqual(known(2048));
});

test('more than 64 cards are summed, and the first 64 are listed', () => {
  const cards = Array.from({ length: 70 }, (_, nth) => card(nth, [aGpuProcess(7)]));
  const worker = new GpuSample([cards]).worker([7]);
  expect(worker.vramMb).toEqual(known(70 * 1024));
  expect(worker.gpus.length).toBe(LIMITS.maxGpus);
  expect(new GpuSample([cards]).gpus([]).length).toBe(LIMITS.maxGpus);
});

test('a process that only draws holds memory for its worker, but makes none', () => {
  const sample = new GpuSample([[card(0, [aGpuProcess(7, { computes: false }), aGpuProcess(8)])]]);
  expect([...sample.holders]).toEqual([[8, ['GPU-0']]]);
  expect(sample.worker([7]).vramMb).toEqual(known(1024));
});

const REASONS = ['mig', 'wddm', 'permission', 'first_sample'] as const;
const figure = (max: number): fc.Arbitrary<Figure> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.nat(max).map(known) },
    fc.constantFrom(...REASONS).map((it) => missing(it)),
  );
const process = fc.record({
  pid: fc.integer({ min: 1, max: 12 }),
  computes: fc.boolean(),
  vramMb: figure(100_000),
  utilPct: figure(120),
});
const processes = fc.uniqueArray(process, { selector: (it) => it.pid, maxLength: 12 });
const cards = fc
  .array(
    fc.record({
      processes: fc.oneof(
        { weight: 5, arbitrary: processes.map((value) => ({ ok: true, value }) as const) },
        fc.constantFrom(...REASONS).map((it) => missing(it)),
      ),
      utilPct: figure(120),
      usedMb: figure(100_000),
    }),
    { maxLength: 5 },
  )
  .map((all) => all.map((it, nth) => card(nth, [], it)));
const groups = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 13, maxLength: 13 });

test('[W2] whatever drivers say, the GPUs are valid on the wire, and no memory is counted twice or lost', () => {
  fc.assert(
    fc.property(cards, groups, (its, groupOf) => {
      const sample = new GpuSample([its]);
      const pidsOf = (group: number) => groupOf.flatMap((it, pid) => (it === group ? [pid] : []));
      const workers = [1, 2, 3].map((group) => sample.worker(pidsOf(group)));
      const gpus = sample.gpus([1, 2, 3].flatMap(pidsOf));
      expect(gpuCheck.mismatch([...gpus])).toBeNull();
      for (const [at, gpu] of gpus.entries()) {
        const parts = workers.flatMap((it) => it.gpus.filter(({ uuid }) => uuid === gpu.uuid));
        for (const part of parts) expect(part.util_pct).toBeLessThanOrEqual(100);
        if (gpu.unattributed_vram_mb === undefined) continue;
        const held = parts.reduce((sum, it) => sum + it.vram_mb, 0);
        expect(gpu.unattributed_vram_mb).toBe(Math.max(0, gpu.vram_used_mb - held));
        expect(its[at]?.processes.ok).toBe(true);
      }
      for (const it of workers) {
        const sum = it.gpus.reduce((all, { vram_mb }) => all + vram_mb, 0);
        if (it.vramMb.ok) expect(sum).toBe(it.vramMb.value);
        const hasHidden = it.gpus.some(({ unknown }) => unknown?.['vram_mb'] !== undefined);
        expect(it.vramMb.ok).toBe(
          !hasHidden && (it.gpus.length > 0 || its.every(({ processes: { ok } }) => ok)),
        );
      }
    }),
  );
});

test('[W2] the figures of a worker do not depend on the order of its processes', () => {
  fc.assert(
    fc.property(cards, fc.uniqueArray(fc.integer({ min: 1, max: 12 })), (its, pids) => {
      const sample = new GpuSample([its]);
      const known = (all: readonly number[]) => {
        const { utilPct, vramMb, totalVramMb, gpus, isPartial } = sample.worker(all);
        const value = (it: Figure) => (it.ok ? it.value : 'unknown');
        return [value(utilPct), value(vramMb), value(totalVramMb), gpus.map((it) => it.uuid), isPartial];
      };
      expect(known(pids.toReversed())).toEqual(known(pids));
    }),
  );
});
