import { LIMITS } from '@rbee/contract';
import { type Filter, narrows, readFilter, valuesOf } from '../filter.ts';
import type { Refusal } from '../problem.ts';

/** The part and the format of the stream that a watcher asks for ([S9], [S11]). */
export interface ViewSpec extends Filter {
  /** True for totals of each hive in place of its workers. */
  readonly summary: boolean;
  /** Minimum time between two samples of a hive, milliseconds; 0 for every sample. */
  readonly intervalMs: number;
  /** True for only the changes since the sample before. */
  readonly delta: boolean;
}

/** A parsed query, or the reason why it is refused. */
export type ParsedView =
  | { readonly ok: true; readonly spec: ViewSpec }
  | { readonly ok: false; readonly refusal: Refusal };

/** Maximum number of values of one filter. */
const MAX_VALUES = 256;

/** Parses the stream's query, already split into names and values. Unknown names are ignored. */
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

/** The default view. */
export const DEFAULT_VIEW: ViewSpec = {
  ...readFilter({}),
  ...{ summary: false, intervalMs: 0, delta: false },
};

/**
 * True for a view without a filter and an interval. There are few of them, and they serve pages and clients that want the whole
 * fleet, so they count in no limit.
 */
export const isStandard = (spec: ViewSpec): boolean => spec.intervalMs === 0 && !narrows(spec);

/** A key that is equal for equal views only. */
export const viewKey = ({ hives, groups, models, ...rest }: ViewSpec): string =>
  JSON.stringify([[...hives].sort(), [...groups].sort(), [...models].sort(), rest]);

/** The key of the default view. */
export const DEFAULT_VIEW_KEY = viewKey(DEFAULT_VIEW);
