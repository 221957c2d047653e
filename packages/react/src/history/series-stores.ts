import { createSeriesStore, type HeartbeatStore, type SeriesStore } from '@rbee/queen-rbee-sdk';
import { useStore } from '../store.tsx';

/** For how long series are kept that nobody shows, milliseconds: a row that is scrolled away often comes back. */
const LINGER_MS = 10_000;

const stores = new WeakMap<HeartbeatStore, SeriesStore>();

/** The series of a store's queen, the same for the same store; null for a store that has no client. */
export function seriesStoreOf(store: HeartbeatStore): SeriesStore | null {
  if (!store.client) return null;
  let series = stores.get(store);
  if (!series) {
    series = createSeriesStore({ store, history: store.client.history, lingerMs: LINGER_MS });
    stores.set(store, series);
  }
  return series;
}

/** The series of the queen of the nearest provider; null if its store has no client. */
export const useSeriesStore = (): SeriesStore | null => seriesStoreOf(useStore());
