import type { SeriesData, TimeSpan } from '@rbee/queen-rbee-sdk';
import type { Locale } from '../locale/index.ts';
import { reasonWords } from '../reason/index.ts';
import { type ChartLine, reasonAt } from './chart-lines.ts';

/** Why there is no value, in a few words. The locale is that of `useLaterLocale`. */
export function gapInWords(reason: string | undefined, locale: Locale): string {
  if (reason === undefined) return locale.text('chart.gap.open');
  if (reason === 'no_sample' || reason === 'not_present') return locale.text(`chart.gap.${reason}`);
  return reasonWords(reason, locale, false).brief;
}

/** What is needed to say the value of a point. */
export interface PointFormats {
  readonly format: (value: number) => string;
  readonly locale: Locale;
}

/** The value of a line at a point, or a dash and the reason why there is none. */
export function valueWords(
  line: ChartLine,
  { from, stepMs }: Pick<SeriesData, 'from' | 'stepMs'>,
  index: number,
  { format, locale }: PointFormats,
): string {
  const value = line.mean[index] ?? null;
  return value === null ? `– ${gapInWords(reasonAt(line, from + index * stepMs), locale)}` : format(value);
}

/** A point in words, for screen readers: its time, and the value of each line. */
export function pointWords(
  lines: readonly ChartLine[],
  data: SeriesData,
  index: number,
  words: PointFormats,
): string {
  const time = words.locale.formats.moment(data.from + index * data.stepMs);
  const values = lines.map((line) => `${line.label} ${valueWords(line, data, index, words)}`);
  return `${time}: ${values.join(', ')}`;
}

/** Points by which the page keys move. */
const PAGE = 30;

/**
 * The point that a key moves to from `index`, of `points`; null: no point any more; undefined: the key does not move.
 * Without a point the newest one is where it begins.
 */
export function stepped(key: string, index: number | null, points: number): number | null | undefined {
  const last = points - 1;
  const at = index ?? last;
  const within = (wanted: number): number => Math.min(last, Math.max(0, wanted));
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return within(at - 1);
    case 'ArrowRight':
    case 'ArrowUp':
      return within(at + 1);
    case 'PageDown':
      return within(at - PAGE);
    case 'PageUp':
      return within(at + PAGE);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}

/** The shortest span that is zoomed to, milliseconds. */
const LEAST_SPAN_MS = 10_000;

/**
 * The span that the keys + and - zoom to: half or twice as long, with the time of the cursor in its place; without one the end stays.
 * Undefined for another key.
 */
export function zoomedBy(
  key: string,
  { from, to }: Pick<SeriesData, 'from' | 'to'>,
  time: number | null,
): TimeSpan | undefined {
  const factor = { '+': 0.5, '=': 0.5, '-': 2 }[key];
  if (factor === undefined) return undefined;
  const still = time ?? to;
  const length = Math.max(LEAST_SPAN_MS, (to - from) * factor);
  const start = still - ((still - from) / (to - from)) * length;
  return { from: start, to: start + length };
}
