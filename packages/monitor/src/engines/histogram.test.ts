import fc from 'fast-check';
import { expect, test } from 'vitest';
import { observedBetween, percentileOf } from './histogram.ts';

const BOUNDS = [0.1, 0.2, 0.4, Number.POSITIVE_INFINITY];

test('a percentile is interpolated within its bucket', () => {
  expect(percentileOf({ bounds: BOUNDS, counts: [0, 10, 10, 10] }, 0.5)).toBeCloseTo(0.15);
  expect(percentileOf({ bounds: BOUNDS, counts: [10, 10, 20, 20] }, 0.95)).toBeCloseTo(0.38);
  expect(percentileOf({ bounds: BOUNDS, counts: [4, 4, 4, 4] }, 0.5)).toBeCloseTo(0.05);
});

test('in the bucket without an end it is the lower bound of that bucket', () => {
  expect(percentileOf({ bounds: BOUNDS, counts: [0, 0, 0, 3] }, 0.5)).toBe(0.4);
});

test('without an observation there is none', () => {
  expect(percentileOf({ bounds: BOUNDS, counts: [0, 0, 0, 0] }, 0.5)).toBeNull();
  expect(percentileOf({ bounds: [], counts: [] }, 0.5)).toBeNull();
});

test('what was observed between two readings is not known after a reset, or if the bounds changed', () => {
  const before = { bounds: BOUNDS, counts: [1, 2, 3, 4] };
  expect(observedBetween(before, { bounds: BOUNDS, counts: [1, 3, 5, 6] })?.counts).toEqual([0, 1, 2, 2]);
  expect(observedBetween(before, { bounds: BOUNDS, counts: [0, 2, 3, 4] })).toBeNull();
  expect(observedBetween(before, { bounds: [1, 2, 3, 4], counts: [1, 3, 5, 6] })).toBeNull();
});

test('a larger share never gives a smaller percentile, and it lies within the bounds', () => {
  const counts = fc.array(fc.nat(100), { minLength: 4, maxLength: 4 }).map((steps) => {
    let sum = 0;
    return steps.map((it) => (sum += it));
  });
  fc.assert(
    fc.property(counts, fc.double({ min: 0.01, max: 1, noNaN: true }), (its, share) => {
      const most = percentileOf({ bounds: BOUNDS, counts: its }, share);
      const less = percentileOf({ bounds: BOUNDS, counts: its }, share / 2);
      if (most === null || less === null) return;
      expect(less).toBeLessThanOrEqual(most + 1e-9);
      expect(most).toBeGreaterThanOrEqual(0);
      expect(most).toBeLessThanOrEqual(0.4);
    }),
  );
});
