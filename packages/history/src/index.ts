/** The past of the fleet: keeps samples in files, rolls them up, and answers questions about them. */
export { type RolledBlock, type RolledPoint, type SecondsBlock, TIER_STEP_MS, type Tier } from './block.ts';
export {
  ABSENT,
  type Cell,
  isUnknown,
  isValue,
  reasonNumber,
  reasonOf,
  UNKNOWN,
  unknownCell,
} from './cells.ts';
export { type FieldMetric, fieldMetrics, inUnit, MIB } from './field-metrics.ts';
export { type EntityKind, FIELDS, type FieldName } from './fields.ts';
export { type History, HistoryUnavailable } from './history.ts';
export { type HistoryOptions, openHistory } from './open-history.ts';
export type {
  Answer,
  EventsQuery,
  HoldersQuery,
  Question,
  SeriesOf,
  SeriesQuery,
  TopQuery,
  WorkerName,
} from './queries.ts';
export { type ReadQuestion, readQuestion, readTime, TIME_EXPECTED } from './questions/index.ts';
export type { RemoteWriteTarget } from './remote-write/index.ts';
export type { Column, Entity, Layout, Second } from './second.ts';
export { type ClosableReader, openStoreReader, pruneHistory } from './stopped-history.ts';
export { type Bounds, DEFAULT_BOUNDS, type Pruned, type TierBounds } from './store/index.ts';
export type { EventFilter, Range, Ranked, StoreReader, TierState, Want } from './store-reader.ts';
