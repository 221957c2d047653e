import { expect, test } from 'vitest';
import { merged } from './plot-marks.ts';

test('spans that touch or overlap become one', () => {
  const spans = [
    { from: 5, to: 6 },
    { from: 0, to: 2 },
    { from: 1, to: 3 },
    { from: 3, to: 4 },
  ];
  expect(merged(spans)).toEqual([
    { from: 0, to: 4 },
    { from: 5, to: 6 },
  ]);
});
