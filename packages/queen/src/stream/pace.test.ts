import { expect, test } from 'vitest';
import { nextFlushAt, turnMs } from './pace.ts';

test('a flush that cost nothing is followed at once, one that cost much after three times as long, none after more than 100 ms', () => {
  const after = [0, 10, 33, 500].map((cost) => nextFlushAt(1_000, cost, false));
  expect(after).toEqual([1_000, 1_030, 1_099, 1_100]);
});

test('[S8] where a flush carried several events, the next gather for 20 ms', () => {
  expect([0, 4, 10].map((cost) => nextFlushAt(1_000, cost, true))).toEqual([1_020, 1_020, 1_030]);
});

test('a turn lasts 8 ms, and a quarter of the time where others take more', () => {
  expect([0, 24, 150, 3_000].map(turnMs)).toEqual([8, 8, 50, 1_000]);
});
