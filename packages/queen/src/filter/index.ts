/** What lists and the stream are narrowed by, read and applied in one way ([S9], [Q]). */
export {
  asksForHive,
  asksForWorker,
  type Filter,
  narrowsWorkers,
  readFilter,
  valuesOf,
} from './filter.ts';
