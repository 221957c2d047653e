import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ABSENT, type Cell, isUnknown, isValue, unknownCell } from '../cells.ts';
import { aLayout, aSecond, MemoryStore } from '../testing/index.ts';
import { answerSeries } from './answer-series.ts';

/** 2025-10-30T20:00:00Z: the start of a quarter of an hour. */
const T0 = Date.UTC(2025, 9, 30, 20);
const LENGTH_S = 2_400;
const NOW = T0 + 2 * LENGTH_S * 1_000;

/** What a hive did for some seconds: null is silence. */
const stretch = fc.record({
  seconds: fc.integer({ min: 1, max: 400 }),
  cell: fc.constantFrom<readonly (Cell | null)[]>(
    [1.5, 7, 0],
    [unknownCell('mig')],
    [ABSENT],
    [null],
    [3, null],
  ),
});

const question = fc.record({
  from: fc.integer({ min: -600, max: LENGTH_S - 1 }),
  length: fc.integer({ min: 1, max: LENGTH_S }),
  maxPoints: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 5_000 })),
  lag: fc.integer({ min: 0, max: 40 }),
});

test('[P1] [P2] [P3] whatever was reported and asked, each point is that of its samples, and each point without a value is in a gap', () => {
  const worker = { hive_id: 'a', group: 'llm', instance: '8080' };
  fc.assert(
    fc.property(fc.array(stretch, { minLength: 1, maxLength: 20 }), question, (stretches, asked) => {
      const all = stretches.flatMap(({ seconds, cell }) =>
        Array.from({ length: seconds }, (_, second) => cell[second % cell.length] as Cell | null),
      );
      const given = all.slice(0, LENGTH_S);
      const store = new MemoryStore();
      const layout = aLayout();
      const samples = given.flatMap((cell, second) =>
        cell === null ? [] : [[layout, T0 + second * 1_000, Array<Cell>(8).fill(cell)] as const],
      );
      store.append(aSecond(NOW, samples));
      store.lag('1m', T0 + asked.lag * 60_000);
      store.lag('15m', T0 + Math.floor(asked.lag / 15) * 900_000);
      const from = T0 + asked.from * 1_000;
      const range = { from, to: from + asked.length * 1_000 };
      const query = { of: { worker }, fields: ['cpu_pct'] as const, ...range, max_points: asked.maxPoints };
      const { step_ms, points, series, ...answer } = answerSeries(store, query, NOW);
      expect(points).toBeLessThanOrEqual(asked.maxPoints);
      const [item] = series;
      const start = Date.parse(answer.from);
      const truth = Array.from({ length: points }, (_, point) =>
        pointOf(secondsOf(given, start + point * step_ms, step_ms)),
      );
      const column = <K extends keyof Point>(name: K) => truth.map((point) => point[name]);
      expect(item?.mean).toEqual(column('mean'));
      if (item?.count) {
        const { min, max, count, unknown } = item;
        const columns = {
          min: column('min'),
          max: column('max'),
          count: column('count'),
          unknown: column('unknown'),
        };
        expect({ min, max, count, unknown }).toEqual(columns);
        const lengths = truth.map((_, point) =>
          Math.min(step_ms, Date.parse(answer.to) - start - point * step_ms),
        );
        expect(answer.expected).toEqual(lengths.map((length) => length / 1_000));
      }
      const inGap = (at: number) =>
        item?.gaps.find((gap) => Date.parse(gap.from) <= at && at < Date.parse(gap.to))?.reason;
      expect(truth.map((_, point) => inGap(start + point * step_ms))).toEqual(column('gap'));
    }),
    { numRuns: 60 },
  );
}, 60_000);

/** What was given for the seconds of a point; null where there was nothing. */
const secondsOf = (given: readonly (Cell | null)[], at: number, length: number): (Cell | null)[] =>
  Array.from({ length: length / 1_000 }, (_, second) => given[(at - T0) / 1_000 + second] ?? null);

type Point = ReturnType<typeof pointOf>;

/** What a point has to say of its seconds. */
function pointOf(cells: readonly (Cell | null)[]) {
  const reported = cells.filter((cell) => cell !== null);
  const values = reported.filter(isValue);
  const unknown = reported.filter(isUnknown).length;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const why = unknown > 0 ? 'mig' : reported.length > 0 ? 'not_present' : 'no_sample';
  const isKnown = values.length > 0;
  return {
    mean: isKnown ? Math.round(mean * 1_000) / 1_000 : null,
    min: isKnown ? Math.min(...values) : null,
    max: isKnown ? Math.max(...values) : null,
    count: values.length,
    unknown,
    gap: isKnown ? undefined : why,
  };
}
