import { expect, test } from 'vitest';
import { ENGLISH_UTC } from '../locale/testing.ts';
import type { ChartLine } from './chart-lines.ts';
import { pointWords, stepped, zoomedBy } from './read-point.ts';

const line = (label: string, mean: ChartLine['mean'], gaps: ChartLine['gaps'] = []): ChartLine => ({
  ...{ key: label, label, tone: 0, isDashed: false, mean, min: mean, max: mean, gaps },
});

test('[W2] a point is read with its time, its values, and the reason of each that is missing', () => {
  const from = Date.UTC(2025, 9, 30, 20, 15, 30);
  const gap = (reason: string) => [{ from, to: from + 1_000, reason }];
  const lines = [
    line('GPU 0', [0]),
    line('GPU 1', [null], gap('timeout')),
    line('GPU 2', [null], gap('no_sample')),
    line('GPU 3', [null], gap('not_present')),
    line('GPU 4', [null]),
    line('GPU 5', [null], gap('of_a_later_version')),
  ];
  const data = {
    ...{ from, to: from + 1_000, stepMs: 1_000, tier: '1s' as const, isMerged: false, series: [] },
  };
  expect(pointWords(lines, data, 0, { format: (value) => `${value} %`, locale: ENGLISH_UTC })).toBe(
    '30 Oct 2025, 20:15:30: GPU 0 0 %, GPU 1 – no answer in time, GPU 2 – no report, GPU 3 – not there, ' +
      'GPU 4 – not yet known, GPU 5 – not known',
  );
});

test.each([
  ['ArrowLeft', null, 8],
  ['ArrowLeft', 0, 0],
  ['ArrowRight', 3, 4],
  ['ArrowRight', 9, 9],
  ['PageDown', 9, 0],
  ['Home', 5, 0],
  ['End', 5, 9],
  ['Escape', 5, null],
  ['Tab', 5, undefined],
])('the key %s moves from point %s to %s', (key, index, next) => {
  expect(stepped(key, index, 10)).toBe(next);
});

test.each([
  ['+', null, { from: 50_000, to: 100_000 }],
  ['+', 20_000, { from: 10_000, to: 60_000 }],
  ['-', 20_000, { from: -20_000, to: 180_000 }],
  ['a', 20_000, undefined],
])('the key %s zooms around the cursor at %s', (key, time, span) => {
  expect(zoomedBy(key, { from: 0, to: 100_000 }, time)).toEqual(span);
});
