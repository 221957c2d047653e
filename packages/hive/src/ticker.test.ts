import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createManualClock } from './testing/index.ts';
import { type Tick, Ticker, tickDue, waitFor } from './ticker.ts';

const grid = { startMs: 500, intervalMs: 1_000 };

test('the first tick is due at once', () => {
  expect(tickDue(grid, -1, 500)).toEqual({ index: 0, skipped: 0 });
});

test('a timer that fires a little early gets its tick, and one that fires twice gets none', () => {
  expect(tickDue(grid, 0, 1_499.6)).toEqual({ index: 1, skipped: 0 });
  expect(tickDue(grid, 1, 1_500)).toBeNull();
  expect(waitFor(grid, 2, 1_500)).toBe(1_000);
});

test('a tick that is more than half an interval late counts as the next one', () => {
  expect(tickDue(grid, 0, 2_400)).toEqual({ index: 2, skipped: 1 });
});

test('a late tick skips the moments that were missed', () => {
  expect(tickDue(grid, 0, 3_900)).toEqual({ index: 3, skipped: 2 });
  expect(waitFor(grid, 4, 3_900)).toBe(600);
});

test('however late timers fire, each moment has one tick or is skipped, and no tick is far from its moment', () => {
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

test('ticks stay on the grid however long a tick takes', async () => {
  const clock = createManualClock();
  const moments: number[] = [];
  const ticker = new Ticker(clock, 1_000, () => {
    moments.push(clock.monotonic());
    clock.block(130);
  });
  await clock.advance(3_500);
  ticker.stop();
  expect(moments).toEqual([0, 1_000, 2_000, 3_000]);
});

test('moments that a suspended machine missed are skipped and counted, not caught up with', async () => {
  const clock = createManualClock();
  const ticks: Tick[] = [];
  const ticker = new Ticker(clock, 1_000, (tick) => ticks.push(tick));
  clock.block(3_400);
  await clock.advance(700);
  ticker.stop();
  expect(ticks).toEqual([
    { index: 0, skipped: 0 },
    { index: 3, skipped: 2 },
    { index: 4, skipped: 0 },
  ]);
});

test('after a late tick the next one keeps its distance, so that no rate covers only a few milliseconds', async () => {
  const clock = createManualClock();
  const moments: number[] = [];
  const ticker = new Ticker(clock, 1_000, () => moments.push(clock.monotonic()));
  clock.block(3_990);
  await clock.advance(1_500);
  ticker.stop();
  expect(moments).toEqual([0, 3_990, 5_000]);
});

test('stop leaves no timer, also when called within a tick', async () => {
  const clock = createManualClock();
  let ticks = 0;
  const ticker = new Ticker(clock, 1_000, () => {
    ticks += 1;
    if (ticks === 2) ticker.stop();
  });
  await clock.advance(10_000);
  expect(ticks).toBe(2);
  expect(clock.pending).toBe(0);
});
