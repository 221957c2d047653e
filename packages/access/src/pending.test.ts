import { expect, test } from 'vitest';
import { Pending } from './pending.ts';

function pending(limits: { entries?: number; entriesOfOne?: number } = {}) {
  const clock = { ms: 1_000 };
  const all = new Pending<number>({ ageMs: 100, entries: 9, entriesOfOne: 2, ...limits }, () => clock.ms);
  return { all, clock };
}

test('[A5] what is pending is taken once', () => {
  const { all } = pending();
  all.add('a', 1, 'x');
  expect([all.take('a'), all.take('a'), all.take('b')]).toEqual([1, undefined, undefined]);
});

test('[A5] what is pending expires, and is then forgotten', () => {
  const { all, clock } = pending();
  all.add('a', 1, 'x');
  clock.ms += 99;
  all.add('b', 2, 'y');
  clock.ms += 1;
  expect([all.take('a'), all.take('b'), all.size]).toEqual([undefined, 2, 0]);
});

test('[A5] who begins too much loses only what is its own', () => {
  const { all } = pending();
  all.add('honest', 0, 'y');
  for (let number = 0; number < 1_000; number += 1) all.add(`x${number}`, number, 'x');
  expect(all.size).toBe(3);
  expect([all.take('honest'), all.take('x997'), all.take('x998'), all.take('x999')]).toEqual([
    0,
    undefined,
    998,
    999,
  ]);
});

test('[A5] of too many owners, the oldest gives way', () => {
  const { all } = pending({ entries: 3 });
  for (let number = 0; number < 1_000; number += 1) all.add(`k${number}`, number, `owner ${number}`);
  expect([all.size, all.take('k996'), all.take('k997')]).toEqual([3, undefined, 997]);
});
