import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Tick, tickDue, waitFor } from './grid.ts';

const grid = { startMs: 500, intervalMs: 1_000 };

test('the first tick is due at once', () => {
  expect(tickDue(grid, -1, 500)).toEqual({ index: 0, skipped: 0 });
});

test('a timer that fires a little early takes its tick, and one that fires twice takes none', () => {
  expect(tickDue(grid, 0, 1_499.6)).toEqual({ index: 1, skipped: 0 });
  expect(tickDue(grid, 1, 1_500)).toBeNull();
  expect(waitFor(grid, 2, 1_500)).toBe(1_000);
});

test('a tick that is late by more than half an interval stands for the next moment', () => {
  expect(tickDue(grid, 0, 2_400)).toEqual({ index: 2, skipped: 1 });
});

test('a late tick skips what it missed', () => {
  expect(tickDue(grid, 0, 3_900)).toEqual({ index: 3, skipped: 2 });
  expect(waitFor(grid, 4, 3_900)).toBe(600);
});

test('whenever timers fire: no tick twice, each taken or skipped, none far from its moment', () => {
  const lateness = fc.array(fc.double({ min: 0, max: 5_000, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(lateness, fc.integer({ min: 100, max: 60_000 }), (lates, intervalMs) => {
      const any = { startMs: 12.34, intervalMs };
      const ticks: Tick[] = [];
      let last = -1;
      let now = any.startMs;
      for (const late of lates) {
        now += waitFor(any, last + 1, now) + late;
        const tick = tickDue(any, last, now);
        if (!tick) continue;
        expect(Math.abs(now - any.startMs - tick.index * intervalMs)).toBeLessThanOrEqual(intervalMs / 2);
        expect(tick.index).toBeGreaterThan(last);
        ticks.push(tick);
        last = tick.index;
      }
      const skipped = ticks.reduce((sum, tick) => sum + tick.skipped, 0);
      expect(ticks.length + skipped).toBe(last + 1);
    }),
  );
});
