import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

const bounds = { minMs: 250, firstMaxMs: 500, maxMs: 15_000 };
const many = [1, 2, 3, 4, 5, 6, 7, 1_000, 5_000];

test('[L4] the longest wait doubles up to its maximum', () => {
  const ceilings = many.map((failures) => backoffMs(failures, 1, bounds));
  expect(ceilings).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000, 15_000]);
});

test('[L4] full jitter: the wait is the random share between its shortest and its longest', () => {
  expect(backoffMs(3, 0, { firstMaxMs: 250, maxMs: 15_000 })).toBe(0);
  expect(backoffMs(3, 0.25, { firstMaxMs: 250, maxMs: 15_000 })).toBe(250);
  expect(backoffMs(2, 0.5, bounds)).toBe(625);
});

test('[L4] every wait lies between its bounds', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.nat(), random, (failures, share) => {
      const wait = backoffMs(failures, share, bounds);
      expect(wait).toBeGreaterThanOrEqual(250);
      expect(wait).toBeLessThanOrEqual(15_000);
    }),
  );
});
