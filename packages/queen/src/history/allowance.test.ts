import { expect, test } from 'vitest';
import { Allowance } from './allowance.ts';

test('an allowance is used up at once or evenly, and comes back within a minute', () => {
  const allowance = new Allowance(60);
  const taken = (from: number, count: number, everyMs: number) =>
    Array.from({ length: count }, (_, n) => allowance.take(1, from + n * everyMs)).filter(Boolean).length;
  expect(taken(0, 100, 0)).toBe(60);
  expect(taken(1_000, 100, 0)).toBe(1);
  expect(taken(61_000, 600, 100)).toBe(60 + 59);
});

test('a piece that is larger than the allowance takes all of it', () => {
  const allowance = new Allowance(60);
  expect(allowance.take(1_000, 0)).toBe(true);
  expect(allowance.take(1, 0)).toBe(false);
  expect(allowance.take(1_000, 59_000)).toBe(false);
  expect(allowance.take(1_000, 61_000)).toBe(true);
});
