import { expect, test } from 'vitest';
import { caseVerdicts } from './case-report.ts';
import type { Case } from './contender.ts';

const shown = (title: string, figure: readonly number[]) => ({
  title,
  startMs: 0,
  rounds: figure.map((speed) => ({ figures: { speed }, load: { cores: 0, busy: 0, lagMs: 0 } })),
});

const aCase = (wanted: Partial<Case>): Case => ({
  name: 'a',
  title: 'A',
  contenders: [],
  columns: [],
  ratios: [],
  bounds: [],
  notes: [],
  ...wanted,
});

test('a ratio is the median of the ratios of the rounds', () => {
  const ratios = [{ what: 'speed', figure: 'speed', of: 0, to: 1, atLeast: 0.8 }];
  const all = [shown('ours', [90, 9, 85]), shown('theirs', [100, 10, 100])];
  expect(caseVerdicts(aCase({ ratios }), all)).toEqual([
    { holds: true, sentence: 'speed: 0.90 × (target: at least 0.8)' },
  ]);
});

test('a target without a measurement does not hold', () => {
  const ratios = [{ what: 'speed', figure: 'speed', of: 0, to: 1, atMost: 2 }];
  const bounds = [{ what: 'speed', figure: 'speed', of: 1, below: 5 }];
  const verdicts = caseVerdicts(aCase({ ratios, bounds }), [shown('ours', [1])]);
  expect(verdicts.map(({ holds }) => holds)).toEqual([false, false]);
});
