import { expect, test } from 'vitest';
import { Refusals } from './kept-files.ts';

test('a file that may not be read is tried again after ten samples', () => {
  const refusals = new Refusals();
  const asked: number[] = [];
  for (let sample = 0; sample < 21; sample += 1) {
    if (!refusals.isRefused('io')) {
      asked.push(sample);
      refusals.add('io');
    }
    expect(refusals.isRefused('stat')).toBe(false);
    refusals.endSample();
  }
  expect(asked).toEqual([0, 10, 20]);
});
