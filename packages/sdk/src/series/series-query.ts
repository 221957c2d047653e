import { HISTORY_LIMITS, workerId } from '@rbee/contract';
import { check, isRecord } from '../option-checks.ts';
import type { SubjectKind } from './figures.ts';

/**
 * What series are about: a worker, a GPU, the machine of a hive (`hive` alone), or every worker or GPU of a hive
 * (`each`).
 */
export type SeriesTarget =
  | { readonly hive: string; readonly group: string; readonly instance: string }
  | { readonly hive: string; readonly gpu: string }
  | { readonly hive: string; readonly each?: 'worker' | 'gpu' | undefined };

/** Asks for series that go on. */
export interface LiveSeriesQuery {
  readonly of: SeriesTarget;
  /** Names of fields ([P1]) such as `gpu_util_pct`; at most 32. */
  readonly fields: readonly string[];
  /** Length of the range that ends at the present: `15m`, `1h30m`, `7d`; or a part of the past, as `rangeOfSpan` writes it. */
  readonly range: string;
  /** Most points of a line; default 600. */
  readonly maxPoints?: number | undefined;
}

/** A checked query. */
export interface Question {
  readonly hiveId: string;
  readonly kind: SubjectKind;
  /** Worker id or uuid; null for every worker, every GPU, or the machine. */
  readonly subject: string | null;
  readonly fields: readonly string[];
  readonly range: string;
  readonly rangeMs: number;
  /** The part of the past that is asked for; null for a range that ends at the present. */
  readonly span: TimeSpan | null;
  readonly maxPoints: number;
}

/** A part of the past, milliseconds since the epoch. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

const UNITS_MS = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** Milliseconds of a range such as `15m` or `1h30m`; null if it is none. */
export function rangeMsOf(range: string): number | null {
  if (!/^(?:\d{1,6}[smhd]){1,4}$/.test(range)) return null;
  const parts = [...range.matchAll(/(\d{1,6})([smhd])/g)];
  const ms = parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS_MS.get(unit) ?? 0), 0);
  return ms > 0 ? ms : null;
}

const STAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** The span of a range such as `20261128T120000Z..20261128T121500Z` (ISO 8601, basic format); null if it is none. */
export function spanOf(range: string): TimeSpan | null {
  const [from, to, ...more] = range
    .split('..')
    .map((stamp) => Date.parse(stamp.replace(STAMP, '$1-$2-$3T$4:$5:$6Z')));
  return from !== undefined && to !== undefined && more.length === 0 && from < to ? { from, to } : null;
}

/** A span as a range, in whole seconds that have all of it. */
export function rangeOfSpan({ from, to }: TimeSpan): string {
  const stamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  return `${stamp(Math.floor(from / 1_000) * 1_000)}..${stamp(Math.ceil(to / 1_000) * 1_000)}`;
}

/**
 * The checked form of a query.
 *
 * @throws TypeError, one sentence that names the part, when it cannot be used
 */
export function questionOf({ of, fields, range, maxPoints }: LiveSeriesQuery): Question {
  check(isRecord(of) && typeof of.hive === 'string', 'of', "an object such as { hive: 'gpu-1' }", of);
  const isList = Array.isArray(fields) && fields.every((field) => typeof field === 'string');
  const fits = isList && fields.length > 0 && fields.length <= HISTORY_LIMITS.maxFields;
  check(fits, 'fields', `a list of 1 to ${HISTORY_LIMITS.maxFields} names of fields`, fields);
  const span = typeof range === 'string' ? spanOf(range) : null;
  const rangeMs = span ? span.to - span.from : typeof range === 'string' ? rangeMsOf(range) : null;
  check(rangeMs !== null, 'range', 'a length of time such as 15m or 1h30m', range);
  const points = maxPoints ?? HISTORY_LIMITS.defaultPoints;
  const isCount = Number.isSafeInteger(points) && points >= 1 && points <= HISTORY_LIMITS.maxPoints;
  check(isCount, 'maxPoints', `a whole number from 1 to ${HISTORY_LIMITS.maxPoints}`, maxPoints);
  const base = { hiveId: of.hive, fields: [...fields].sort(), range, rangeMs, span, maxPoints: points };
  if ('instance' in of) return { ...base, kind: 'worker', subject: workerId(of.hive, of) };
  if ('gpu' in of) return { ...base, kind: 'gpu', subject: of.gpu };
  return { ...base, kind: of.each ?? 'node', subject: null };
}

/** Equal for questions that the same answer serves. */
export const keyOf = ({ hiveId, kind, subject, fields, range, maxPoints }: Question): string =>
  JSON.stringify([hiveId, kind, subject, fields, range, maxPoints]);

/** The same question about every worker or GPU of the hive. */
export const ofEvery = (question: Question): Question => ({ ...question, subject: null });
