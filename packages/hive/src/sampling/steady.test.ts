import { expect, test } from 'vitest';
import { createManualClock } from '../testing/index.ts';
import type { Tick } from './grid.ts';
import { startSteady } from './steady.ts';

test('ticks stay on the grid however long a tick takes', async () => {
  const clock = createManualClock();
  const moments: number[] = [];
  const stop = startSteady(clock, 1_000, () => {
    moments.push(clock.monotonic());
    clock.block(130);
  });
  await clock.advance(3_500);
  stop();
  expect(moments).toEqual([0, 1_000, 2_000, 3_000]);
});

test('a machine that stood still skips and counts, and is not made up for', async () => {
  const clock = createManualClock();
  const ticks: Tick[] = [];
  const stop = startSteady(clock, 1_000, (tick) => ticks.push(tick));
  clock.block(3_400);
  await clock.advance(700);
  stop();
  expect(ticks).toEqual([
    { index: 0, skipped: 0 },
    { index: 3, skipped: 2 },
    { index: 4, skipped: 0 },
  ]);
});

test('after a late tick the next one is not taken at once, so that no rate is of a few milliseconds', async () => {
  const clock = createManualClock();
  const moments: number[] = [];
  const stop = startSteady(clock, 1_000, () => moments.push(clock.monotonic()));
  clock.block(3_990);
  await clock.advance(1_500);
  stop();
  expect(moments).toEqual([0, 3_990, 5_000]);
});

test('stopping leaves no timer, from within a tick as well', async () => {
  const clock = createManualClock();
  let ticks = 0;
  const stop = startSteady(clock, 1_000, () => {
    ticks += 1;
    if (ticks === 2) stop();
  });
  await clock.advance(10_000);
  expect(ticks).toBe(2);
  expect(clock.pending).toBe(0);
});
