import type { SeriesLine } from '@rbee/queen-rbee-sdk';

/** Height of a sparkline in the units of its paths. Its width is the number of points. */
export const SPARK_HEIGHT = 100;

/** The shapes of a sparkline as paths of SVG. */
export interface SparkPaths {
  readonly line: string;
  readonly area: string;
  /** Where the value is unknown ([W2]). A part without a sample has no shape at all. */
  readonly unknown: string;
}

/** Reasons of a gap in which there was nothing to know ([P2]). */
const NOTHING: ReadonlySet<string> = new Set(['no_sample', 'not_present']);

/** True if the reason says that there was a figure which could not be read. */
export const isUnknownReason = (reason: string): boolean => !NOTHING.has(reason);

const yOf = (value: number, max: number): number =>
  Math.round((1 - Math.min(1, Math.max(0, value / max))) * SPARK_HEIGHT * 10) / 10;

/** Draws a line; `max` is the value at its top. Zero is at the bottom. */
export function sparkPaths(
  { mean, gaps }: Pick<SeriesLine, 'mean' | 'gaps'>,
  max: number,
  { from, stepMs }: { readonly from: number; readonly stepMs: number },
): SparkPaths {
  let [line, area] = ['', ''];
  for (let start = 0; start < mean.length; start += 1) {
    if (mean[start] === null) continue;
    let points = '';
    let end = start;
    for (let value = mean[end] ?? null; value !== null; value = mean[end] ?? null) {
      points += `${end === start ? '' : 'L'}${end} ${yOf(value, max)}`;
      end += 1;
    }
    // A single point is a line of the width of a point.
    const shape = end === start + 1 ? `${points}h1` : points;
    line += `M${shape}`;
    area += `M${start} ${SPARK_HEIGHT}L${shape}V${SPARK_HEIGHT}Z`;
    start = end;
  }
  const cellOf = (time: number): number => Math.max(0, (time - from) / stepMs);
  const unknown = gaps
    .filter(({ reason }) => isUnknownReason(reason))
    .map((gap) => `M${cellOf(gap.from)} ${SPARK_HEIGHT / 2}H${cellOf(gap.to)}`);
  return { line, area, unknown: unknown.join('') };
}
