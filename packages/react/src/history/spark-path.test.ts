import { expect, test } from 'vitest';
import { isUnknownReason, sparkPaths } from './spark-path.ts';

const grid = { from: 10_000, stepMs: 1_000 };

test('zero is a line at the bottom, a full value one at the top, and a value above the top stays there', () => {
  const { line } = sparkPaths({ mean: [0, 50, 100, 130], gaps: [] }, 100, grid);
  expect(line).toBe('M0 100L1 50L2 0L3 0');
});

test('where there is no value the line is broken; a value between two gaps is a short line', () => {
  const { line, area } = sparkPaths({ mean: [10, 10, null, 20, null, null, 30, 30], gaps: [] }, 100, grid);
  expect(line).toBe('M0 90L1 90M3 80h1M6 70L7 70');
  expect(area).toBe('M0 100L0 90L1 90V100ZM3 100L3 80h1V100ZM6 100L6 70L7 70V100Z');
});

test('[W2] only an unknown value has a shape of its own; no sample and no figure have none', () => {
  const mean = [1, null, null, null, null, null];
  const gaps = [
    { from: 11_000, to: 13_000, reason: 'timeout' },
    { from: 13_000, to: 14_000, reason: 'no_sample' },
    { from: 14_000, to: 16_000, reason: 'not_present' },
  ];
  expect(sparkPaths({ mean, gaps }, 100, grid).unknown).toBe('M1 50H3');
  expect(gaps.map(({ reason }) => isUnknownReason(reason))).toEqual([true, false, false]);
});

test('a line without any value has no shape', () => {
  expect(sparkPaths({ mean: [null, null], gaps: [] }, 100, grid)).toEqual({
    line: '',
    area: '',
    unknown: '',
  });
});
