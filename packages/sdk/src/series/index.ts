export type { HistoryState } from './history-watch.ts';
export {
  type LiveSeriesQuery,
  rangeMsOf,
  rangeOfSpan,
  type SeriesTarget,
  spanOf,
  type TimeSpan,
} from './series-query.ts';
export type { SeriesData, SeriesGap, SeriesLine, SeriesState } from './series-state.ts';
export {
  createSeriesStore,
  type HistoryClient,
  type SeriesStore,
  type SeriesStoreOptions,
  type Watchable,
} from './series-store.ts';
