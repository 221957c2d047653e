import { HISTORY_LIMITS, type HistoryTop } from '@rbee/contract';
import { check, isRecord } from './option-checks.ts';

/**
 * A time of a question about the past ([P3]): a `Date`, RFC 3339 text, or one relative to the present of the queen's clock, such as
 * `-15m`, `-1h30m`, `-7d` and `now`.
 */
export type HistoryTime = Date | string;

/** A range of time. */
export interface HistoryRange {
  readonly from: HistoryTime;
  /** Default: now. */
  readonly to?: HistoryTime | undefined;
}

/** Asks for figures over time ([P3]). One of `worker`, `hive` and `gpu` says whose. */
export interface SeriesQuery extends HistoryRange {
  /** Id of a worker: `<hive_id>/<group>/<instance>`, as `workerId` makes it. */
  readonly worker?: string | undefined;
  /** Id of a hive: figures of the machine, or with `each` of all of its GPUs or workers. With `gpu`: where that GPU is. */
  readonly hive?: string | undefined;
  /** Permanent id of a GPU. */
  readonly gpu?: string | undefined;
  /** With `gpu`, `worker`: what each worker uses of it; with `worker`, `gpu`: what it uses of each. */
  readonly each?: 'gpu' | 'worker' | undefined;
  /** Names of fields, such as `vram_mb`; their units are in the names. At most 32. */
  readonly fields: string | readonly string[];
  /** Most points of a series; default 600, at most 86400. */
  readonly maxPoints?: number | undefined;
}

/** Asks what used most ([P4]). */
export interface TopQuery extends HistoryRange {
  readonly field: string;
  /** Default: worker. */
  readonly by?: HistoryTop['by'] | undefined;
  /** Default: mean. */
  readonly order?: 'mean' | 'max' | undefined;
  /** Most items; default 20, at most 1000. */
  readonly n?: number | undefined;
}

/** Asks who held the memory of a GPU ([P5]). */
export interface HoldersQuery {
  readonly gpu: string;
  readonly hive?: string | undefined;
  /** Default: now. */
  readonly at?: HistoryTime | undefined;
}

/** Asks what happened ([P6]). */
export interface EventsQuery extends Partial<HistoryRange> {
  readonly hive?: string | undefined;
  /** Id of a worker. */
  readonly worker?: string | undefined;
  /** Events of a page; default 200, at most 1000. */
  readonly limit?: number | undefined;
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** The parameter of a part of a query, and its text; undefined if it cannot be sent. */
interface Part {
  readonly parameter: string;
  readonly expected: string;
  readonly text: (value: unknown) => string | undefined;
}

type Parts<Query> = Readonly<Record<keyof Query & string, Part>>;

const textPart = (parameter: string): Part => ({
  parameter,
  expected: 'a text',
  text: (value) => (typeof value === 'string' ? value : undefined),
});

const countPart = (parameter: string, most: number): Part => ({
  parameter,
  expected: `a whole number from 1 to ${most}`,
  text: (value) =>
    Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= most ? String(value) : undefined,
});

const timePart = (parameter: string): Part => ({
  parameter,
  expected: 'a Date, or a text such as -15m or 2025-10-30T20:15:30Z',
  text: (value) => {
    if (typeof value === 'string') return value;
    return value instanceof Date && Number.isFinite(value.getTime()) ? value.toISOString() : undefined;
  },
});

const fieldsPart: Part = {
  parameter: 'fields',
  expected: `a name or a list of 1 to ${HISTORY_LIMITS.maxFields} names of fields`,
  text: (value) => {
    const names: readonly unknown[] = Array.isArray(value) ? value : [value];
    const isList = names.length > 0 && names.length <= HISTORY_LIMITS.maxFields;
    return isList && names.every((name) => typeof name === 'string') ? names.join(',') : undefined;
  },
};

const RANGE = { from: timePart('from'), to: timePart('to') };

/** The parts of each kind of query. */
export const SERIES: Parts<SeriesQuery> = {
  worker: textPart('worker'),
  hive: textPart('hive'),
  gpu: textPart('gpu'),
  each: textPart('each'),
  fields: fieldsPart,
  ...RANGE,
  maxPoints: countPart('max_points', HISTORY_LIMITS.maxPoints),
};

export const TOP: Parts<TopQuery> = {
  field: textPart('field'),
  by: textPart('by'),
  order: textPart('order'),
  n: countPart('n', HISTORY_LIMITS.maxTop),
  ...RANGE,
};

export const HOLDERS: Parts<HoldersQuery> = {
  gpu: textPart('gpu'),
  hive: textPart('hive'),
  at: timePart('at'),
};

export const EVENTS: Parts<EventsQuery> = {
  hive: textPart('hive'),
  worker: textPart('worker'),
  ...RANGE,
  limit: countPart('limit', HISTORY_LIMITS.maxEvents),
  cursor: textPart('cursor'),
};

/**
 * The query string with its question mark; empty for an empty query.
 *
 * @throws TypeError, one sentence that names the part, when a value cannot be sent
 */
export function historyQueryText(query: object, parts: Readonly<Record<string, Part>>): string {
  check(isRecord(query) && !Array.isArray(query), 'The query', "an object such as { from: '-15m' }", query);
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (!part) {
      throw new TypeError(
        `There is no ${JSON.stringify(name)} in this query; there are ${Object.keys(parts).join(', ')}.`,
      );
    }
    const text = part.text(value);
    check(text !== undefined, name, part.expected, value);
    parameters.append(part.parameter, text);
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
