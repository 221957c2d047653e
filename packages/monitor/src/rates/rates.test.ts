import fc from 'fast-check';
import { expect, test } from 'vitest';
import { known, missing } from '../figure.ts';
import { counted, Meter, rateOf } from './meter.ts';

const sample = (atMs: number, value: number, source = 'a') => ({ atMs, source, value });
const FIRST = missing('first_sample');

test('[W4] one sample has no rate', () => {
  expect(rateOf(undefined, sample(1000, 5))).toEqual(FIRST);
});

test('a rate is growth per second', () => {
  expect(rateOf(sample(1000, 5), sample(3000, 10))).toEqual(known(2.5));
});

test('[W4] a decreased counter, an unchanged clock or another source gives no rate', () => {
  expect(rateOf(sample(0, 5), sample(1000, 4))).toEqual(FIRST);
  expect(rateOf(sample(5, 1), sample(5, 2))).toEqual(FIRST);
  expect(rateOf(sample(0, 1), sample(1000, 2, 'b'))).toEqual(FIRST);
});

test('[W4] a rate is never negative and always finite', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat(), fc.nat(), (one, two, from, to) => {
      const rate = rateOf(sample(from, one), sample(to, two));
      expect(!rate.ok || (rate.value >= 0 && Number.isFinite(rate.value))).toBe(true);
    }),
  );
});

/** The rates of a meter for these values, one second apart. */
const metered = (values: readonly number[], most?: number) => {
  const meter = new Meter();
  return values.map((value, second) => {
    const rate = meter.rate('x', counted('a', value), second * 1000, most);
    meter.endSample();
    return rate.ok ? rate.value : rate.reason;
  });
};

test('[W4] a decreased counter is not a baseline: when it recovers, its growth counts from the last accepted value', () => {
  expect(metered([100, 110, 3, 4, 140])).toEqual(['first_sample', 10, 'first_sample', 'first_sample', 10]);
});

test('[W4] a counter that stays low starts over', () => {
  const low = metered([100, ...Array<number>(11).fill(3), 5]);
  expect(low.slice(0, -1).every((it) => it === 'first_sample')).toBe(true);
  expect(low.at(-1)).toBe(2);
});

test('[W4] a counter starts over after a sample in which it was not read or could not be read', () => {
  const meter = new Meter();
  const at = (ms: number, value: number) => {
    const rate = meter.rate('x', counted('a', value), ms);
    meter.endSample();
    return rate;
  };
  expect(at(0, 1)).toEqual(FIRST);
  expect(at(1000, 3)).toEqual(known(2));
  meter.endSample();
  expect(at(2000, 3)).toEqual(FIRST);
  expect(meter.rate('x', { ok: false, reason: 'permission' }, 3000)).toEqual(missing('permission'));
  meter.endSample();
  expect(at(4000, 9)).toEqual(FIRST);
});

test('[W4] an implausibly high rate starts over', () => {
  expect(metered([1, 9, 1e12, 1e12 + 4], 8)).toEqual(['first_sample', 8, 'first_sample', 4]);
});
