import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

test('[L4] the ceiling doubles up to 15 s', () => {
  const ceilings = [1, 2, 3, 4, 5, 6, 7, 1_000].map((failures) => backoffMs(failures, () => 1));
  expect(ceilings).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
});

test('[L4] every wait lies between 0.25 s and 15 s', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.nat(), random, (failures, value) => {
      const wait = backoffMs(failures, () => value);
      expect(wait).toBeGreaterThanOrEqual(250);
      expect(wait).toBeLessThanOrEqual(15_000);
    }),
  );
});
