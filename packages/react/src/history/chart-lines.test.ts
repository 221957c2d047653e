import type { SeriesData, SeriesLine } from '@rbee/queen-rbee-sdk';
import { expect, test } from 'vitest';
import { ENGLISH_UTC } from '../locale/testing.ts';
import { chartLines, figuresOf, reasonAt, stackOf } from './chart-lines.ts';

const lineOf = (id: string, mean: SeriesLine['mean'], more: Partial<SeriesLine> = {}): SeriesLine => ({
  ...{ hive_id: 'a', worker_id: id, gpu_uuid: undefined, field: 'vram_mb', mean, min: mean, max: mean },
  ...{ gaps: [], ...more },
});

const dataOf = (...series: SeriesLine[]): SeriesData => ({
  ...{ from: 0, to: 3_000, stepMs: 1_000, tier: '1s', isMerged: false, series },
});

const named = ({ worker_id }: SeriesLine) => ({ label: worker_id ?? '' });

test('lines are in the order of their names, and the sixth one has the first colour again, but dashed', () => {
  const ids = ['w10', 'w9', 'w1', 'w2', 'w3', 'w4'];
  const lines = chartLines(dataOf(...ids.map((id) => lineOf(id, [1]))), named, false, ENGLISH_UTC.text);
  expect(lines.map(({ label, tone, isDashed }) => [label, tone, isDashed])).toEqual([
    ['w1', 0, false],
    ['w2', 1, false],
    ['w3', 2, false],
    ['w4', 3, false],
    ['w9', 4, false],
    ['w10', 0, true],
  ]);
});

test('a line without a style is not shown', () => {
  const lines = chartLines(
    dataOf(lineOf('a', [1]), lineOf('b', [1])),
    (line) => (line.worker_id === 'a' ? named(line) : null),
    false,
    ENGLISH_UTC.text,
  );
  expect(lines.map(({ label }) => label)).toEqual(['a']);
});

test('of many stacked lines the smallest are one, so that the top is still the sum of all', () => {
  const many = Array.from({ length: 20 }, (_, index) => lineOf(`w${index}`, [index, null]));
  const lines = chartLines(dataOf(...many), named, true, ENGLISH_UTC.text);
  expect(lines).toHaveLength(12);
  expect(lines.at(-1)).toMatchObject({ label: '9 more', mean: [36, null] });
  expect(stackOf(lines).at(-1)).toEqual([190, null]);
  expect(chartLines(dataOf(...many), named, false, ENGLISH_UTC.text)).toHaveLength(11);
});

test('stacked lines lie on those before; a worker that is not there adds nothing', () => {
  const lines = chartLines(
    dataOf(lineOf('a', [1, null, null]), lineOf('b', [2, 3, null])),
    named,
    true,
    ENGLISH_UTC.text,
  );
  expect(stackOf(lines)).toEqual([
    [1, 0, null],
    [3, 3, null],
  ]);
});

test('the figures of a line are those of its values, and how long it had none, by reason', () => {
  const gaps = [
    { from: 1_000, to: 2_000, reason: 'timeout' },
    { from: 3_000, to: 5_000, reason: 'timeout' },
    { from: 5_000, to: 6_000, reason: 'no_sample' },
  ];
  const mean = [0, null, 4, null, null, null];
  const [line] = chartLines(
    dataOf(lineOf('a', mean, { gaps, max: [1, null, 9, null, null, null] })),
    named,
    false,
    ENGLISH_UTC.text,
  );
  if (!line) throw new Error('There is no line.');
  expect(figuresOf(line)).toEqual({
    ...{ lowest: 0, mean: 2, highest: 9, latest: 4 },
    without: new Map([
      ['timeout', 3_000],
      ['no_sample', 1_000],
    ]),
  });
  expect([reasonAt(line, 1_999), reasonAt(line, 2_000)]).toEqual(['timeout', undefined]);
});
