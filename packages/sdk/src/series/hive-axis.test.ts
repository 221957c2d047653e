import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HiveAxis } from './hive-axis.ts';

const iso = (ms: number) => new Date(ms).toISOString();

test('whatever the jitter of arrival, a hive at one sample a second has one in every second', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 999 }),
      fc.integer({ min: -3_600_000, max: 3_600_000 }),
      fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 5, maxLength: 60 }),
      (phase, skew, delays) => {
        const axis = new HiveAxis();
        const times = delays.map((delay, index) => {
          const taken = 10_000_000 + phase + index * 1_000;
          return axis.timeOf({ timestamp: iso(taken + delay), sampled_at: iso(taken + skew) });
        });
        const seconds = times.map((time) => Math.floor(time / 1_000));
        expect(seconds).toEqual(delays.map((_, index) => (seconds[0] ?? 0) + index));
      },
    ),
  );
});

test('a clock that is set begins a new difference, so that the time stays that of the queen', () => {
  const axis = new HiveAxis();
  const at = (received: number, taken: number) =>
    axis.timeOf({ timestamp: iso(received), sampled_at: iso(taken) });
  expect(at(100_300, 100_200)).toBe(100_500);
  expect(at(101_320, 101_200)).toBe(101_500);
  expect(at(102_310, 3_702_200)).toBe(102_500);
  expect(at(103_310, 3_703_200)).toBe(103_500);
});

test('without a time of the hive the time of receipt counts; an invalid one is not a number', () => {
  const axis = new HiveAxis();
  expect(axis.timeOf({ timestamp: iso(100_900) })).toBe(100_500);
  expect(axis.timeOf({ timestamp: 'yesterday' })).toBeNaN();
});
