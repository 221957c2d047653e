import { type Check, createCheck } from './check.ts';
import { type HistorySeries, HistorySeriesSchema } from './history.ts';

/** The check of `HistorySeriesSchema`, and that every column has one entry for each point. */
export function createHistorySeriesCheck(): Check<HistorySeries> {
  const whole = createCheck(HistorySeriesSchema);
  const is = (value: unknown): value is HistorySeries => whole.is(value) && hasWholeColumns(value);
  const mismatch = (value: unknown) => {
    if (is(value)) return null;
    return whole.mismatch(value) ?? { pointer: '/series', expected: 'series with one entry for each point' };
  };
  return { is, mismatch };
}

function hasWholeColumns({ points, expected, series }: HistorySeries): boolean {
  const isWhole = (column: readonly unknown[] | undefined) =>
    column === undefined || column.length === points;
  return (
    isWhole(expected) &&
    series.every(({ mean, min, max, count, unknown }) => [mean, min, max, count, unknown].every(isWhole))
  );
}
