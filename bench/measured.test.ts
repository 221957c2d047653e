import { expect, test } from 'vitest';
import { type Measured, measure, median } from './measured.ts';

test('the median of an odd and of an even number of values, in any order', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test('rounds are taken by turns, and every sample counts', async () => {
  const order: string[] = [];
  const subject = (title: string, cpuMs: readonly number[]): Measured => ({
    title,
    round: async (samples) => {
      order.push(title);
      return cpuMs.slice(0, samples);
    },
    end: async () => {},
  });
  const costs = await measure([subject('a', [1, 2, 9]), subject('b', [5, 5, 5])], 2, 3);
  expect(order).toEqual(['a', 'b', 'a', 'b']);
  expect(costs).toEqual([
    { title: 'a', medianMs: 2, meanMs: 4 },
    { title: 'b', medianMs: 5, meanMs: 5 },
  ]);
});
