import { expect, test } from 'vitest';
import { createHistorySeriesCheck } from './history-series-check.ts';

const T0 = '2025-10-30T20:15:30Z';
const ITEM = { hive_id: 'a', field: 'vram_mb', mean: [1, null], gaps: [{ from: T0, to: T0, reason: 'mig' }] };
const MERGED = { ...ITEM, min: [1, null], max: [2, null], count: [60, 0], unknown: [0, 60] };
const ANSWER = { from: T0, to: T0, tier: '1s', step_ms: 1_000, points: 2, series: [ITEM] };
const check = createHistorySeriesCheck();

test.each([
  ['samples', ANSWER],
  ['merged points', { ...ANSWER, expected: [60, 60], series: [MERGED, MERGED] }],
  ['no series', { ...ANSWER, series: [] }],
  ['fields of a later version', { ...ANSWER, later: 1, series: [{ ...ITEM, later: [] }] }],
])('[P3] an answer with %s passes', (_, answer) => {
  expect(check.is(answer)).toBe(true);
  expect(check.mismatch(answer)).toBeNull();
});

test.each<[string, unknown, string]>([
  ['nothing', null, ''],
  ['no points', { ...ANSWER, points: undefined }, '/points'],
  ['a text in a column', { ...ANSWER, series: [{ ...ITEM, mean: [1, '2'] }] }, '/series/0/mean/1'],
  ['no mean', { ...ANSWER, series: [{ ...ITEM, mean: undefined }] }, '/series/0/mean'],
  ['a column that is a text', { ...ANSWER, series: [{ ...ITEM, mean: '12' }] }, '/series/0/mean'],
  ['a count below 0', { ...ANSWER, series: [{ ...MERGED, count: [1, -1] }] }, '/series/0/count/1'],
  ['a broken count', { ...ANSWER, expected: [1, 0.5] }, '/expected/1'],
  ['a column that is too short', { ...ANSWER, series: [{ ...ITEM, mean: [1] }] }, '/series'],
  ['a column that is too long', { ...ANSWER, expected: [1, 1, 1] }, '/series'],
  [
    'a gap that is none',
    { ...ANSWER, series: [{ ...ITEM, gaps: [{ ...ITEM.gaps[0], from: 'x' }] }] },
    '/series/0/gaps/0/from',
  ],
])('[P3] an answer with %s does not pass, and the error names the field', (_, answer, pointer) => {
  expect(check.is(answer)).toBe(false);
  expect(check.mismatch(answer)?.pointer).toBe(pointer);
});
