import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reconnectDelay, type ServerWaits } from './retry-policy.ts';

const randomShare = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const asked = fc.option(fc.nat(10_000_000));
const nothing = { retryMs: null, retryAfterMs: null };
const delay = (failures: number, waits: Partial<ServerWaits>, random: number) =>
  reconnectDelay(failures, { ...nothing, ...waits }, random);

test('[L4] the ceiling of the delay doubles from 0.25 s to 15 s', () => {
  const ceilings = [1, 2, 3, 4, 5, 6, 7, 8, 2_000].map((failures) => delay(failures, {}, 1));
  expect(ceilings).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
});

test('[L4] full jitter: the delay is the random share of its ceiling', () => {
  expect(delay(3, {}, 0)).toBe(0);
  expect(delay(3, {}, 0.25)).toBe(250);
});

test('[S7] the wait is not less than what the server asked for, and ends at four times its retry:', () => {
  expect(delay(1, { retryMs: 2_000 }, 0)).toBe(2_000);
  expect(delay(1, { retryMs: 2_000 }, 0.5)).toBe(2_500);
  expect([5, 6, 7, 2_000].map((failures) => delay(failures, { retryMs: 2_000 }, 1))).toEqual([
    4_000, 8_000, 8_000, 8_000,
  ]);
  expect(delay(2_000, { retryMs: 500 }, 1)).toBe(2_000);
  expect(delay(2_000, { retryMs: 5_000 }, 1)).toBe(15_000);
  expect(delay(2_000, { retryMs: 0 }, 1)).toBe(1_000);
  expect(delay(1, { retryMs: 500, retryAfterMs: 3_000 }, 0)).toBe(3_000);
});

test('[S7] a page whose queen is away is back within a second at the median, however long that was', () => {
  const waits = Array.from({ length: 999 }, (_, at) => delay(500, { retryMs: 500 }, (at * 0.618) % 1));
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  // When the queen comes back, a wait is under way: a long one more likely than a short one.
  const remains = waits.reduce((sum, wait) => sum + wait * wait, 0) / (2 * waits.length * mean);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(500);
  expect(remains).toBeLessThan(1_000);
});

test('[L4] a wait that the server asked for is kept, however long it is, and spread by at most 15 s', () => {
  expect(delay(1, { retryAfterMs: 60_000 }, 0)).toBe(60_000);
  expect(delay(9, { retryAfterMs: 60_000 }, 0.5)).toBe(67_500);
  expect(delay(1, { retryMs: 3_600_000 }, 1)).toBe(3_615_000);
  expect(delay(1, { retryAfterMs: 2 ** 31 }, 1)).toBe(2 ** 31 - 1);
});

test('[L4] no delay is below 0 or below what the server asks for, or more than 15 s above it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000 }),
      asked,
      asked,
      randomShare,
      (failures, retryMs, retryAfterMs, share) => {
        const askedMs = Math.max(retryMs ?? 0, retryAfterMs ?? 0);
        const waitMs = delay(failures, { retryMs, retryAfterMs }, share);
        expect(waitMs).toBeGreaterThanOrEqual(askedMs);
        expect(waitMs).toBeLessThanOrEqual(askedMs + 15_000);
      },
    ),
  );
});
