import { expect, test } from 'vitest';
import { type PageResults, pageReport, pageVerdicts } from './page-report.ts';
import { SIZES, type Sized } from './sizes.ts';

const [one] = SIZES;
if (!one) throw new Error('no sizes');
const good: Sized = {
  case: one,
  withHistory: false,
  page: {
    ...{ mainPct: 1.9, nodes: 800, screens: 1, shift: 0.01 },
    ...{ firstRowMs: 250, longestTaskMs: 20, longTasks: 0 },
  },
  rate: 1,
  referencePct: 0.5,
};
const calm: PageResults = {
  sizes: [good],
  scriptKib: 110,
  combs: [{ size: { hives: 125, workers: 80 }, framesPerSecond: 60, dragMs: 6, updateMs: 12 }],
  heap: { rate: 50, minutes: 1, early: 10, late: 10.5 },
  tabs: { live: 20, streams: 1 },
};
const missed = (results: Partial<PageResults>): readonly string[] =>
  pageVerdicts({ ...calm, ...results }).flatMap(({ holds, sentence }) => (holds ? [] : [sentence]));

test('a page within all limits holds every promise, and what was not measured promises nothing', () => {
  expect(missed({})).toEqual([]);
  expect(pageVerdicts({ sizes: [], combs: [] })).toEqual([]);
});

test('each figure above its limit is told', () => {
  const page = {
    mainPct: 2,
    nodes: 6_000,
    screens: 9,
    shift: 0.05,
    firstRowMs: 300,
    longestTaskMs: 50,
    longTasks: 1,
  };
  expect(missed({ sizes: [{ ...good, page, withHistory: true }] })).toEqual([
    '1 hive x 20, with history: main thread: 2 % (target: below 2 %)',
    '1 hive x 20, with history: longest task: 50 ms (target: below 50 ms)',
    '1 hive x 20, with history: nodes: 6000 (target: below 6000)',
    '1 hive x 20, with history: layout shift: 0.05 (target: below 0.05)',
    '1 hive x 20, with history: first row: 300 ms (target: below 300 ms)',
  ]);
  expect(missed({ scriptKib: 120 })).toHaveLength(1);
  expect(missed({ heap: { rate: 50, minutes: 1, early: 10, late: 11.5 } })).toHaveLength(1);
  expect(missed({ tabs: { live: 6, streams: 6 } })).toHaveLength(2);
  expect(
    missed({ combs: [{ size: { hives: 1, workers: 1 }, framesPerSecond: 50, dragMs: 1, updateMs: 16 }] }),
  ).toHaveLength(2);
});

test('the main thread is told as a multiple of the reference', () => {
  expect(pageReport(calm, [])).toContain(
    '| 1 hive x 20 | 1.00 | 1.9 | 3.8 | 20 | 0.0 | 800 | 1.0 | 0.01 | 250 |',
  );
});
