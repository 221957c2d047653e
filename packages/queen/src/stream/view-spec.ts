import { LIMITS } from '@rbee/contract';
import { type Filter, readFilter, valuesOf } from '../filter.ts';
import type { Refusal } from '../problem.ts';

/** What a watcher wants of the stream ([S9], [S11]). */
export interface ViewSpec extends Filter {
  /** Totals of each hive in place of its workers. */
  readonly summary: boolean;
  /** Shortest time between two samples of a hive, milliseconds; 0 for every sample. */
  readonly intervalMs: number;
  /** Only what changed since the sample before. */
  readonly delta: boolean;
}

/** A query that was understood, or why it is refused. */
export type ParsedView =
  | { readonly ok: true; readonly spec: ViewSpec }
  | { readonly ok: false; readonly refusal: Refusal };

/** Values that one filter may name. */
const MAX_VALUES = 256;

/** Reads the stream's query string, already split into names and values; names that it does not know are ignored. */
export function parseView(raw: Readonly<Record<string, unknown>>): ParsedView {
  const last = (name: string): string | undefined => valuesOf(raw, name).at(-1);
  for (const name of ['hive', 'group', 'model']) {
    if (valuesOf(raw, name).length > MAX_VALUES)
      return bad(`${name} can be given at most ${MAX_VALUES} times.`);
  }
  const [view = 'full', format = 'whole', interval] = [last('view'), last('format'), last('interval_ms')];
  if (view !== 'full' && view !== 'summary') return bad('view must be full or summary.');
  if (format !== 'whole' && format !== 'delta') return bad('format must be whole or delta.');
  const intervalMs = interval === undefined ? 0 : Number(/^\d{1,5}$/.exec(interval)?.[0]);
  const { minIntervalMs, maxIntervalMs } = LIMITS;
  if (interval !== undefined && !(intervalMs >= minIntervalMs && intervalMs <= maxIntervalMs)) {
    return bad(`interval_ms must be a whole number from ${minIntervalMs} to ${maxIntervalMs}.`);
  }
  return {
    ok: true,
    spec: {
      ...readFilter(raw),
      ...{ summary: view === 'summary', intervalMs, delta: format === 'delta' },
    },
  };
}

const bad = (detail: string): ParsedView => ({ ok: false, refusal: { code: 'bad_request', detail } });

/** The stream that nobody narrowed. */
export const WHOLE: ViewSpec = {
  ...readFilter({}),
  ...{ summary: false, intervalMs: 0, delta: false },
};

/** The same text for specs that ask for the same, and for no others. */
export const viewKey = ({ hives, groups, models, ...rest }: ViewSpec): string =>
  JSON.stringify([[...hives].sort(), [...groups].sort(), [...models].sort(), rest]);

/** The key of the stream that nobody narrowed. */
export const WHOLE_KEY = viewKey(WHOLE);
