import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reconnectDelay } from './backoff.ts';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const asked = fc.option(fc.nat(10_000_000));

test('[L4] the ceiling of the delay doubles from 0.25 s to 15 s', () => {
  const ceilings = [1, 2, 3, 4, 5, 6, 7, 8, 2_000].map((failures) =>
    reconnectDelay({ failures, askedMs: null, random: 1 }),
  );
  expect(ceilings).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
});

test('[L4] full jitter: the delay is the random share of its ceiling', () => {
  expect(reconnectDelay({ failures: 3, askedMs: null, random: 0 })).toBe(0);
  expect(reconnectDelay({ failures: 3, askedMs: null, random: 0.25 })).toBe(250);
});

test('[S7] a wait that the server asked for is kept, and spread over half of itself', () => {
  expect(reconnectDelay({ failures: 1, askedMs: 2_000, random: 0 })).toBe(2_000);
  expect(reconnectDelay({ failures: 1, askedMs: 2_000, random: 0.5 })).toBe(2_500);
  expect(reconnectDelay({ failures: 7, askedMs: 2_000, random: 0.5 })).toBe(7_500);
});

test('[L4] no delay is below 0 or above 15 s, whatever the server asks for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), asked, random, (failures, askedMs, share) => {
      const delay = reconnectDelay({ failures, askedMs, random: share });
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThanOrEqual(15_000);
    }),
  );
});
