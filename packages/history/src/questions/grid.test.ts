import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TIER_STEP_MS, type Tier } from '../block.ts';
import type { Range, TierState } from '../store-reader.ts';
import { type GridLimits, gridOf as gridFor } from './grid.ts';
import { isOldEnough } from './tier-starts.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2025, 9, 30, 20, 15, 30, 350);

const tiersOf = (oldest: Partial<Record<Tier, number>>): TierState[] =>
  (['1s', '1m', '15m'] as const).map((tier) => ({
    tier,
    oldest: oldest[tier] ?? null,
    bytes: 0,
    max_bytes: 0,
    max_age_ms: 0,
    shortened: false,
  }));

const gridOf = (range: Range, tiers: readonly TierState[], limits: GridLimits) =>
  gridFor(range, (tier) => isOldEnough(tier, tiers, range.from), limits);

const ALL = tiersOf({ '1s': NOW - DAY, '1m': NOW - 90 * DAY, '15m': NOW - 365 * DAY });
const back = (ms: number) => ({ from: NOW - ms, to: NOW });

test.each<[string, number, number, Tier, number]>([
  ['15 min', 15 * MINUTE, 900, '1s', 1],
  ['15 min', 15 * MINUTE, 600, '1s', 2],
  ['10 min', 10 * MINUTE, 600, '1s', 1],
  ['1 h', HOUR, 600, '1s', 6],
  ['6 h', 6 * HOUR, 600, '1s', 36],
  ['10 h', 10 * HOUR, 600, '1m', 60],
  ['24 h', DAY, 600, '1m', 180],
  ['24 h', DAY, 86_400, '1s', 1],
  ['7 d', 7 * DAY, 600, '15m', 1_800],
  ['7 d', 7 * DAY, 20_000, '1m', 60],
  ['90 d', 90 * DAY, 600, '15m', 13_500],
  ['91 d', 91 * DAY, 86_400, '15m', 900],
])(
  '[P3] %s in at most %d ms and %d points is the tier %s with a step of %d s',
  (_, ms, maxPoints, tier, step) => {
    const grid = gridOf(back(ms), ALL, { maxPoints, minStep: 0 });
    expect([grid.tier, grid.step / SECOND]).toEqual([tier, step]);
    expect(grid.count).toBeLessThanOrEqual(maxPoints);
  },
);

test('[P3] a queen that began minutes ago answers from its seconds, whatever the range', () => {
  const started = tiersOf({ '1s': NOW - 5 * MINUTE, '1m': NOW - 5 * MINUTE });
  expect(gridOf(back(15 * MINUTE), started, { maxPoints: 900, minStep: 0 })).toMatchObject({
    tier: '1s',
    step: 1_000,
  });
  expect(gridOf(back(15 * MINUTE), tiersOf({}), { maxPoints: 900, minStep: 0 })).toMatchObject({
    tier: '1s',
  });
});

test('[P3] of a range that begins before everything the tier counts that goes back most', () => {
  expect(gridOf(back(1_000 * DAY), ALL, { maxPoints: 86_400, minStep: 0 }).tier).toBe('15m');
  const noQuarters = tiersOf({ '1s': NOW - HOUR, '1m': NOW - DAY });
  expect(gridOf(back(2 * DAY), noQuarters, { maxPoints: 86_400, minStep: 0 }).tier).toBe('1m');
});

test('[P3] points are aligned, cover the end of the range, and are never more than asked for', () => {
  const times = fc.record({
    to: fc.integer({ min: 0, max: NOW }),
    length: fc.integer({ min: 1, max: 400 * DAY }),
    maxPoints: fc.integer({ min: 1, max: 86_400 }),
    minStep: fc.integer({ min: 0, max: MINUTE }),
  });
  fc.assert(
    fc.property(times, ({ to, length, maxPoints, minStep }) => {
      const from = to - length;
      const grid = gridOf({ from, to }, ALL, { maxPoints, minStep });
      expect(grid.count).toBeGreaterThanOrEqual(1);
      expect(grid.count).toBeLessThanOrEqual(maxPoints);
      expect(grid.step).toBeGreaterThanOrEqual(minStep);
      expect(grid.step % TIER_STEP_MS[grid.tier]).toBe(0);
      expect(Math.abs(grid.from % grid.step)).toBe(0);
      expect(grid.to).toBe(grid.from + grid.count * grid.step);
      expect(grid.to - to).toBeGreaterThanOrEqual(0);
      expect(grid.to - to).toBeLessThan(grid.step);
      expect(grid.from - from).toBeLessThan(grid.step);
    }),
  );
});
