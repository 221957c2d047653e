import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawn, picked, roll, wandering } from './dice.ts';

const key = fc.integer({ min: 0, max: 2 ** 31 });

test('a roll is from 0 up to 1, and the same for the same keys', () => {
  fc.assert(
    fc.property(key, key, key, key, (seed, a, b, c) => {
      const it = roll(seed, a, b, c);
      expect(it).toBeGreaterThanOrEqual(0);
      expect(it).toBeLessThan(1);
      expect(roll(seed, a, b, c)).toBe(it);
    }),
  );
});

test('rolls are spread evenly, whichever key changes', () => {
  for (const rolled of [
    (n: number) => roll(1, n),
    (n: number) => roll(n, 5),
    (n: number) => roll(1, 2, 3, n),
  ]) {
    const tens = Array.from({ length: 10 }, () => 0);
    for (let n = 0; n < 10_000; n += 1) {
      const ten = Math.floor(rolled(n) * 10);
      tens[ten] = (tens[ten] ?? 0) + 1;
    }
    for (const count of tens) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  }
});

test('what wanders stays between 0 and 1 and does not jump', () => {
  for (let x = 0; x < 50; x += 0.01) {
    const it = wandering(7, 3, x);
    expect(it).toBeGreaterThanOrEqual(0);
    expect(it).toBeLessThan(1);
    expect(Math.abs(it - wandering(7, 3, x + 0.01))).toBeLessThan(0.02);
  }
});

test('things are drawn by their weight, and picked alike', () => {
  const things = [
    { name: 'a', weight: 1 },
    { name: 'b', weight: 3 },
  ];
  expect([0, 0.24, 0.26, 0.99].map((at) => drawn(things, at).name)).toEqual(['a', 'a', 'b', 'b']);
  expect([0, 0.49, 0.5, 0.99].map((at) => picked(things, at).name)).toEqual(['a', 'a', 'b', 'b']);
  expect(() => picked([], 0)).toThrow(RangeError);
});
