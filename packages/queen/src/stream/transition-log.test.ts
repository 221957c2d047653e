import { expect, test } from 'vitest';
import type { Entry } from './entry.ts';
import { TransitionLog } from './transition-log.ts';

const entry = (number: number): Entry => ({
  ...{ number, name: 'hive', event: {}, sample: undefined, eventBytes: 0, at: 0 },
  ...{ whole: undefined, bytes: undefined, packed: undefined },
});

test('[S6] a slow watcher gets every event of hives and workers, even if old ones are evicted meanwhile', () => {
  const transitions = new TransitionLog();
  for (let number = 1; number <= 20_000; number += 1) transitions.keep(entry(number));
  const told: number[] = [];
  for (const { number } of transitions.between(0, 20_000)) {
    told.push(number);
    if (number === 5) transitions.keep(entry(20_001));
  }
  expect(transitions.reaches(0)).toBe(false);
  expect([told.length, told.at(-1), new Set(told).size]).toEqual([20_000, 20_000, 20_000]);
});
