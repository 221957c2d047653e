/**
 * A live store of the whole fleet over the queen's stream, and a typed client for the queen's lists and its past. Runs in
 * Node (20 or later) and in browsers. The types are those of the wire, whose rules are in `docs/wire.md`.
 */
export {
  type ActivityFigures,
  activityFigures,
  DEFAULT_QUEEN_PORT,
  decidingFigure,
  distinctGpus,
  ENGINE_STATES,
  type Engine,
  type EngineKind,
  type EngineState,
  type ErrorCode,
  GPU_HEALTH_CODES,
  type Gpu,
  type GpuHealthCode,
  type HealthStatus,
  type HeartbeatEvent,
  HISTORY_LIMITS,
  type HistoryEvent,
  type HistoryEventsAnswer,
  type HistoryGap,
  type HistoryHolders,
  type HistoryInfo,
  type HistorySeries,
  type HistorySeriesItem,
  type HistoryTier,
  type HistoryTop,
  type HiveEvent,
  type HiveHealth,
  type HivePage,
  type HiveTelemetry,
  type HiveView,
  type LagEvent,
  LIMITS,
  MODEL_STATES,
  type ModelState,
  modelsOf,
  type NodeStats,
  type OperationalStatus,
  PAGE_ROUTES,
  type PartialReason,
  type Problem,
  type ProcessStats,
  type QueenHeartbeat,
  type QueenInfo,
  type ResetEvent,
  type ServedModel,
  type UnknownFields,
  type UnknownReason,
  type WorkerActivity,
  type WorkerEvent,
  type WorkerOrigin,
  type WorkerPage,
  type WorkerView,
  workerActivity,
  workerId,
} from '@rbee/contract';
export * from './fleet-view/index.ts';
export type {
  EventsQuery,
  HistoryRange,
  HistoryTime,
  HoldersQuery,
  SeriesQuery,
  TopQuery,
} from './history-query.ts';
export { type HeartbeatStoreOptions, type QueenClientOptions, resolveBaseUrl } from './options.ts';
export type { Clock } from './platform.ts';
export * from './queen-client.ts';
export { QueenError, type QueenErrorKind, type RequestOptions } from './request.ts';
export * from './series/index.ts';
export type * from './state.ts';
export { createHeartbeatStore, findHive, type HeartbeatStore } from './store/index.ts';
export type { TokenOption } from './token.ts';
