import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reconnectDelay } from './retry-policy.ts';

const randomShare = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const asked = fc.option(fc.nat(10_000_000));

test('[L4] the ceiling of the delay doubles from 0.25 s to 15 s', () => {
  const ceilings = [1, 2, 3, 4, 5, 6, 7, 8, 2_000].map((failures) => reconnectDelay(failures, null, 1));
  expect(ceilings).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
});

test('[L4] full jitter: the delay is the random share of its ceiling', () => {
  expect(reconnectDelay(3, null, 0)).toBe(0);
  expect(reconnectDelay(3, null, 0.25)).toBe(250);
});

test('[S7] the wait is not less than what the server asked for', () => {
  expect(reconnectDelay(1, 2_000, 0)).toBe(2_000);
  expect(reconnectDelay(1, 2_000, 0.5)).toBe(2_500);
  expect(reconnectDelay(7, 2_000, 0.5)).toBe(7_500);
});

test('[L4] a wait that the server asked for is kept, however long it is, and spread by at most 15 s', () => {
  expect(reconnectDelay(1, 60_000, 0)).toBe(60_000);
  expect(reconnectDelay(9, 60_000, 0.5)).toBe(67_500);
  expect(reconnectDelay(1, 3_600_000, 1)).toBe(3_615_000);
  expect(reconnectDelay(1, 2 ** 31, 1)).toBe(2 ** 31 - 1);
});

test('[L4] no delay is below 0 or below what the server asks for, or more than 15 s above it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), asked, randomShare, (failures, askedMs, share) => {
      const delay = reconnectDelay(failures, askedMs, share);
      expect(delay).toBeGreaterThanOrEqual(askedMs ?? 0);
      expect(delay).toBeLessThanOrEqual((askedMs ?? 0) + 15_000);
    }),
  );
});
