import fc from 'fast-check';
import { expect, test } from 'vitest';
import { known, missing } from '../figures/index.ts';
import { type Counter, counters, createMeter, rateOf } from './index.ts';

const sample = (atMs: number, entries: Record<string, number>, fresh: readonly string[] = []) => ({
  atMs,
  counters: new Map<string, Counter>(
    Object.entries(entries).map(([source, value]) => [source, { value, fresh: fresh.includes(source) }]),
  ),
});
const FIRST = missing('first_sample');

test('[W4] one sample has no rate', () => {
  expect(rateOf(undefined, sample(1000, { a: 5 }))).toEqual(FIRST);
});

test('growth a second is summed over sources', () => {
  expect(rateOf(sample(1000, { a: 5, b: 1 }), sample(3000, { a: 9, b: 2 }))).toEqual(known(2.5));
});

test('[W4] a counter that went backwards starts over, whatever the others did', () => {
  expect(rateOf(sample(0, { a: 5, b: 1 }), sample(1000, { a: 4, b: 900 }))).toEqual(FIRST);
});

test('[W4] a clock that did not move, or no source in common, gives no rate', () => {
  expect(rateOf(sample(5, { a: 1 }), sample(5, { a: 2 }))).toEqual(FIRST);
  expect(rateOf(sample(0, { a: 1 }), sample(1000, { b: 2 }, ['b']))).toEqual(FIRST);
});

test('[W4] a source that turned up counts from its start if it began meanwhile, else from now', () => {
  const before = sample(0, { a: 1 });
  expect(rateOf(before, sample(1000, { a: 1, child: 3 }, ['child']))).toEqual(known(3));
  expect(rateOf(before, sample(1000, { a: 1, moved: 3e9 }))).toEqual(known(0));
});

test('a source that is gone takes nothing back', () => {
  expect(rateOf(sample(0, { a: 1, b: 50 }), sample(1000, { a: 2 }))).toEqual(known(1));
});

test('[W4] no two samples give a negative rate or one that is not finite', () => {
  const entries = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.nat());
  fc.assert(
    fc.property(
      entries,
      entries,
      fc.nat(),
      fc.nat(),
      fc.subarray(['a', 'b', 'c']),
      (one, two, from, to, fresh) => {
        const rate = rateOf(sample(from, one), sample(to, two, fresh));
        expect(!rate.ok || (rate.value >= 0 && Number.isFinite(rate.value))).toBe(true);
      },
    ),
  );
});

test('[W4] a meter starts over after a sample in which nothing was asked or nothing could be read', () => {
  const meter = createMeter();
  const at = (ms: number, value: number) => {
    const rate = meter.rate('x', counters(['a', { value, fresh: false }]), ms);
    meter.turn();
    return rate;
  };
  expect(at(0, 1)).toEqual(FIRST);
  expect(at(1000, 3)).toEqual(known(2));
  meter.turn();
  expect(at(2000, 3)).toEqual(FIRST);
  expect(meter.rate('x', { ok: false, reason: 'permission' }, 3000)).toEqual(missing('permission'));
  meter.turn();
  expect(at(4000, 9)).toEqual(FIRST);
});

test('[W4] a growth that no machine can have starts over', () => {
  const meter = createMeter();
  const at = (ms: number, value: number) => {
    const rate = meter.rate('x', counters(['a', { value, fresh: false }]), ms, 8);
    meter.turn();
    return rate;
  };
  expect([at(0, 1), at(1000, 9), at(2000, 1e12), at(3000, 1e12 + 4)]).toEqual([
    FIRST,
    known(8),
    FIRST,
    known(4),
  ]);
});
