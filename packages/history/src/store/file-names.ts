import type { Tier } from '../block.ts';

const DAY_MS = 86_400_000;

/**
 * The kinds of files. A file has everything of a period, so that what is too old is removed by removing a file. Periods are counted
 * from the epoch, and the day of their start is in the name.
 */
export const FILE_KINDS = {
  seconds: { tier: '1s', periodMs: DAY_MS },
  minutes: { tier: '1m', periodMs: 7 * DAY_MS },
  quarters: { tier: '15m', periodMs: 28 * DAY_MS },
  /** Kept as long as the tier of 15 minutes. */
  events: { tier: '15m', periodMs: 28 * DAY_MS },
} as const satisfies Record<string, { readonly tier: Tier; readonly periodMs: number }>;

/** A kind of file. */
export type FileKind = keyof typeof FILE_KINDS;

const NAME = /^(seconds|minutes|quarters|events)-(\d{4}-\d{2}-\d{2})\.db$/;

/** Start of the period that has a time; both are milliseconds since the epoch. */
export function periodStart(kind: FileKind, at: number): number {
  const { periodMs } = FILE_KINDS[kind];
  return Math.floor(at / periodMs) * periodMs;
}

/** Name of the file of a period. */
export const fileName = (kind: FileKind, start: number): string =>
  `${kind}-${new Date(start).toISOString().slice(0, 10)}.db`;

/** Start of the period of a file; null if it is not a file of that kind. */
export function startInName(kind: FileKind, name: string): number | null {
  const [, found, day] = NAME.exec(name) ?? [];
  if (found !== kind || day === undefined) return null;
  const start = Date.parse(`${day}T00:00:00Z`);
  return start === periodStart(kind, start) ? start : null;
}
