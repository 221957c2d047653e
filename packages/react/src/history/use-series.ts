import type {
  HistoryState,
  LiveSeriesQuery,
  SeriesState,
  SeriesTarget,
  Watchable,
} from '@rbee/queen-rbee-sdk';
import { useMemo, useSyncExternalStore } from 'react';
import { useSeriesStore } from './series-stores.ts';

const LOADING: SeriesState = { status: 'loading', error: null, data: null };
const NO_CLIENT: SeriesState = {
  ...{ status: 'failed', data: null },
  error: 'The store of the provider has no client, so nothing can ask for the past.',
};
const UNKNOWN: HistoryState = { status: 'unknown' };

/** Something that never changes. */
const constant = <State>(state: State): Watchable<State> => ({
  getState: () => state,
  subscribe: () => () => {},
});

const NO_SERIES = constant(NO_CLIENT);
const NO_HISTORY = constant(UNKNOWN);

/** The series of a query, the same for an equal query. A wrong query is a state, because a throw unmounts the page. */
export function useWatchable(query: LiveSeriesQuery): Watchable<SeriesState> {
  const store = useSeriesStore();
  const key = JSON.stringify([query.of, query.fields, query.range, query.maxPoints]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the query.
  return useMemo(() => {
    try {
      return store ? store.series(query) : NO_SERIES;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return constant<SeriesState>({ status: 'failed', error: error.message, data: null });
    }
  }, [store, key]);
}

/** Options of {@link useSeries}. */
export interface UseSeriesOptions {
  /** Most points of a line; default 600. */
  readonly maxPoints?: number | undefined;
}

/**
 * Figures over a range that ends at the present: the past of the queen, and then each sample of its stream, without a
 * hole between them. Components that ask for the same share one request; the workers of a hive that are asked for in one
 * render are one request. The component renders again with every new point.
 *
 * @param target a worker `{ hive, group, instance }`, a GPU `{ hive, gpu }`, a machine `{ hive }`, or every worker or GPU
 *   of a hive `{ hive, each: 'worker' }`
 * @param fields names of fields such as `gpu_util_pct`
 * @param range length of the range, such as `15m`, `1h30m`, `7d`
 */
export function useSeries(
  target: SeriesTarget,
  fields: readonly string[],
  range: string,
  { maxPoints }: UseSeriesOptions = {},
): SeriesState {
  const watchable = useWatchable({ of: target, fields, range, maxPoints });
  return useSyncExternalStore(watchable.subscribe, watchable.getState, () => LOADING);
}

/** What the queen keeps of the past, and what is wrong; asked every five minutes. */
export function useHistory(): HistoryState {
  const { subscribe, getState } = useSeriesStore()?.history ?? NO_HISTORY;
  return useSyncExternalStore(subscribe, getState, () => UNKNOWN);
}
