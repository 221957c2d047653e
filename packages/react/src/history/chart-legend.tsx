import type { SeriesData } from '@rbee/queen-rbee-sdk';
import { useMemo, useSyncExternalStore } from 'react';
import { toneClass } from '../cell.tsx';
import { useLaterLocale, useLocale } from '../locale/index.ts';
import type { ChartCursor } from './chart-cursor.ts';
import type { ChartLine } from './chart-lines.ts';
import type { ChartMark } from './plot.ts';
import { valueWords } from './read-point.ts';
import { pointTime } from './time-ticks.ts';

/** The time that a cursor is at. */
export const useCursorTime = (cursor: ChartCursor): number | null =>
  useSyncExternalStore(cursor.subscribe, cursor.get, () => null);

interface ChartLegendProps {
  /** Of the chart: a line that has no other name shows its value alone. */
  readonly title: string;
  readonly lines: readonly ChartLine[];
  readonly data: SeriesData;
  readonly cursor: ChartCursor;
  readonly format: (value: number) => string;
}

/** The lines with their values at the cursor, else their latest ones. */
export function ChartLegend({ title, lines, data, cursor, format }: ChartLegendProps) {
  const time = useCursorTime(cursor);
  const locale = useLaterLocale();
  return (
    <ul className="rbee-legend">
      {lines.map((line) => (
        <li
          key={line.key}
          className={`rbee-legend-line ${toneClass(line.tone)}${line.isDashed ? ' rbee-legend-line--dashed' : ''}`}
        >
          {line.label !== title && `${line.label} `}
          <span className="rbee-value">
            {valueWords(line, data, indexOf(line, data, time), { format, locale })}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The point at a time; without one the last of which something is known, so that it does not flicker. */
function indexOf(line: ChartLine, { from, to, stepMs }: SeriesData, time: number | null): number {
  if (time !== null) return Math.floor((time - from) / stepMs);
  const last = line.mean.length - 1;
  const isOpen = (index: number): boolean =>
    (line.mean[index] ?? null) === null && (line.gaps.at(-1)?.to ?? 0) <= from + index * stepMs;
  const grace = Math.max(2, Math.ceil(3_000 / stepMs));
  for (let index = last; index > last - grace && to > from; index -= 1) if (!isOpen(index)) return index;
  return last;
}

interface ChartMomentProps {
  readonly cursor: ChartCursor;
  readonly data: SeriesData | null;
  readonly marks: readonly ChartMark[];
}

/** Share of the range within which a mark belongs to the cursor: some pixels. */
const NEAR = 0.008;
const MOST_LABELS = 3;

/** What happened near a time, in words. */
export function happenedAt(
  time: number,
  { from, to, stepMs }: Pick<SeriesData, 'from' | 'to' | 'stepMs'>,
  marks: readonly ChartMark[],
): readonly string[] {
  const near = Math.max(stepMs, (to - from) * NEAR);
  const happened = marks.filter(({ at }) => Math.abs(at - time) <= near);
  return happened.slice(0, MOST_LABELS).map(({ label }) => label);
}

/** A range that is longer than this, milliseconds, has times of more than one day. */
const HALF_DAY_MS = 12 * 3_600_000;

/** The time at the cursor, and what happened then. */
export function ChartMoment({ cursor, data, marks }: ChartMomentProps) {
  const time = useCursorTime(cursor);
  const { locale } = useLocale();
  const hasDate = data !== null && data.to - data.from > HALF_DAY_MS;
  const timeOf = useMemo(() => pointTime(locale, hasDate), [locale, hasDate]);
  if (time === null || !data) return null;
  return (
    <span className="rbee-chart-moment">{[timeOf(time), ...happenedAt(time, data, marks)].join(' · ')}</span>
  );
}
