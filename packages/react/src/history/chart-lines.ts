import type { SeriesData, SeriesGap, SeriesLine } from '@rbee/queen-rbee-sdk';
import { TONES } from '../gpu-memory.ts';
import type { Locale } from '../locale/index.ts';

/** A line of a chart: its name, its colour and its points. */
export interface ChartLine {
  readonly key: string;
  readonly label: string;
  /** Colour, 0 to 4 (`--rbee-tone-0` and so on). */
  readonly tone: number;
  /** True if another line before it has the same colour: it is dashed. */
  readonly isDashed: boolean;
  readonly mean: readonly (number | null)[];
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  readonly gaps: readonly SeriesGap[];
}

/** How a line is shown. */
export interface LineStyle {
  readonly label: string;
  readonly tone?: number | undefined;
}

/** Lines of a chart: more cannot be told apart. */
const MOST_LINES = 12;

const keyOf = (line: SeriesLine): string => `${line.field} ${line.worker_id ?? line.gpu_uuid ?? ''}`;

/**
 * The lines of a chart in the order of their names. `styleOf` gives null for a line that is not shown. Of more than twelve,
 * those with the smallest values become one, their sum, if the chart is stacked; else they are left out.
 */
export function chartLines(
  data: SeriesData,
  styleOf: (line: SeriesLine) => LineStyle | null,
  isStacked: boolean,
  text: Locale['text'],
): readonly ChartLine[] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  const shown = data.series
    .flatMap((line) => {
      const style = styleOf(line);
      return style ? [{ line, style }] : [];
    })
    .sort((a, b) => compare(a.style.label, b.style.label));
  const most = new Set(shown.length > MOST_LINES ? largest(shown.map(({ line }) => line)) : data.series);
  const taken = new Set<number>();
  const lines = shown
    .filter(({ line }) => most.has(line))
    .map(({ line, style }, index): ChartLine => {
      const tone = style.tone ?? index % TONES;
      const isDashed = taken.has(tone);
      taken.add(tone);
      const { mean, min, max, gaps } = line;
      return { key: keyOf(line), label: style.label, tone, isDashed, mean, min, max, gaps };
    });
  const rest = shown.filter(({ line }) => !most.has(line)).map(({ line }) => line);
  return isStacked && rest.length > 0 ? [...lines, sumLine(rest, text)] : lines;
}

const sizeOf = ({ mean }: SeriesLine): number => mean.reduce<number>((sum, value) => sum + (value ?? 0), 0);

const largest = (lines: readonly SeriesLine[]): readonly SeriesLine[] =>
  [...lines].sort((a, b) => sizeOf(b) - sizeOf(a)).slice(0, MOST_LINES - 1);

function sumLine(lines: readonly SeriesLine[], text: Locale['text']): ChartLine {
  const mean = sumOf(lines.map((line) => line.mean));
  const label = text('chart.more', { n: lines.length });
  return { key: 'more', label, tone: 0, isDashed: true, mean, min: mean, max: mean, gaps: [] };
}

/** The sum of lists at each place; null where none has a value. */
function sumOf(lists: readonly (readonly (number | null)[])[]): (number | null)[] {
  return (lists[0] ?? []).map((_, index) => {
    const values = lists.map((list) => list[index] ?? null).filter((value) => value !== null);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
  });
}

/** The heights of stacked lines: each is its own value and those before it. Null where no line has a value. */
export function stackOf(lines: readonly ChartLine[]): readonly (readonly (number | null)[])[] {
  const total = sumOf(lines.map((line) => line.mean));
  const height = total.map(() => 0);
  return lines.map(({ mean }) =>
    height.map((below, index) => {
      height[index] = below + (mean[index] ?? 0);
      return total[index] === null ? null : (height[index] ?? null);
    }),
  );
}

/** Why a line has no value at a point; undefined if nothing is known. */
export const reasonAt = ({ gaps }: ChartLine, time: number): string | undefined =>
  gaps.find(({ from, to }) => from <= time && time < to)?.reason;

/** What a table says of a line; null where the line has no value at all. */
export interface LineFigures {
  readonly lowest: number | null;
  readonly mean: number | null;
  readonly highest: number | null;
  readonly latest: number | null;
  /** Milliseconds without a value, by reason. */
  readonly without: ReadonlyMap<string, number>;
}

/** The figures of a line over its whole range. */
export function figuresOf({ mean, min, max, gaps }: ChartLine): LineFigures {
  const values = mean.filter((value) => value !== null);
  const without = new Map<string, number>();
  for (const { from, to, reason } of gaps) without.set(reason, (without.get(reason) ?? 0) + to - from);
  const extreme = (of: (a: number, b: number) => number, list: readonly (number | null)[]) =>
    list.reduce(
      (found, value) => (found === null || value === null ? (found ?? value) : of(found, value)),
      null,
    );
  return {
    lowest: extreme(Math.min, min),
    mean: values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length,
    highest: extreme(Math.max, max),
    latest: mean.findLast((value) => value !== null) ?? null,
    without,
  };
}
