/**
 * The wire format: schemas with their types and units, limits, routes, error codes, and the functions that both ends must
 * compute in the same way. It imports only the schema library and runs in browsers and in Node. The rules are in
 * `docs/wire.md`.
 */
export * from './access.ts';
export * from './access-words.ts';
export { type Check, createCheck } from './check.ts';
export * from './engine.ts';
export { ERROR_CODES, type ErrorCode, PROBLEM_CONTENT_TYPE, type Problem, ProblemSchema } from './errors.ts';
export * from './events.ts';
export type { Mismatch } from './first-mismatch.ts';
export {
  HEALTH_STATUSES,
  type HealthStatus,
  type Heartbeat,
  HeartbeatSchema,
  type NestedHeartbeat,
  NestedHeartbeatSchema,
  OPERATIONAL_STATUSES,
  type OperationalStatus,
} from './heartbeat.ts';
export * from './history.ts';
export { createHistorySeriesCheck } from './history-series-check.ts';
export * from './link.ts';
export * from './liveness.ts';
export {
  distinctGpus,
  GPU_HEALTH_CODES,
  type Gpu,
  type GpuHealthCode,
  GpuSchema,
  type NodeStats,
  NodeStatsSchema,
} from './node.ts';
export * from './plain.ts';
export { projectorOf } from './project.ts';
export * from './reading.ts';
export { RunClock } from './run-clock.ts';
export {
  type AtMostReason,
  modelsOf,
  type PartialReason,
  type ProcessStats,
  ProcessStatsSchema,
  type ServedModel,
  UNKNOWN_REASONS,
  type UnknownFields,
  type UnknownReason,
  WORKER_ORIGINS,
  type WorkerOrigin,
} from './worker.ts';
