import { expect, test } from 'vitest';
import {
  EventLoopLoad,
  flushSliceMs,
  hiveRetryMs,
  nextFlushAt,
  TICK_MS,
  watcherRetryMs,
} from './overload.ts';

function ticking(late: readonly number[]): boolean[] {
  const load = new EventLoopLoad({ maxLagMs: 500 });
  let at = 0;
  return [0, ...late].map((lag) => {
    at += TICK_MS + lag;
    load.tick(at);
    return load.isHigh;
  });
}

test('an event loop that is at most a little late is not overloaded', () => {
  expect(ticking([0, 100, 500, 0])).toEqual([false, false, false, false, false]);
});

test('a late event loop is overloaded until it was in time for half a second', () => {
  expect(ticking([501, 0, 0, 0, 0, 0])).toEqual([false, true, true, true, true, true, false]);
  expect(ticking([501, 0, 501, 0]).at(-1)).toBe(true);
});

test('the pause after a flush grows with its cost, up to 100 ms', () => {
  const after = [0, 10, 33, 500].map((cost) => nextFlushAt(1_000, cost, false));
  expect(after).toEqual([1_000, 1_030, 1_099, 1_100]);
});

test('[S8] after a flush of several events the next gather for 20 ms', () => {
  expect([0, 4, 10].map((cost) => nextFlushAt(1_000, cost, true))).toEqual([1_020, 1_020, 1_030]);
});

test('a slice of a flush lasts 4 ms, and a quarter of the time where other work takes more', () => {
  expect([0, 24, 150, 3_000].map(flushSliceMs)).toEqual([4, 8, 50, 1_000]);
});

test('[L4] hives spread their attempts over a second for each thousand of them, up to 15 s', () => {
  expect([0, 1, 1_000, 1_001, 10_000, 100_000].map(hiveRetryMs)).toEqual([
    1_000, 1_000, 1_000, 2_000, 10_000, 15_000,
  ]);
});

test('[S7] watchers wait half a second for each hundred of them, up to 5 s', () => {
  expect([0, 1, 100, 101, 400, 4_000].map(watcherRetryMs)).toEqual([500, 500, 500, 1_000, 2_000, 5_000]);
});
