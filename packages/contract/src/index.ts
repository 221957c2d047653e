/**
 * The wire format: schemas with their types and units, limits, routes, error codes, and the functions that both ends must
 * compute in the same way. It imports only the schema library and runs in browsers and in Node. The rules are in
 * `docs/wire.md`.
 */
export { type BackoffBounds, backoffMs } from './backoff.ts';
export { type Check, createCheck, type Mismatch } from './check.ts';
export { type Applied, applyChanges, type Changes, changesBetween } from './delta.ts';
export * from './engine.ts';
export { ERROR_CODES, type ErrorCode, PROBLEM_CONTENT_TYPE, type Problem, ProblemSchema } from './errors.ts';
export * from './events.ts';
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
export { workerId } from './identity.ts';
export { LIMITS } from './limits.ts';
export * from './link.ts';
export * from './liveness.ts';
export { type Gpu, GpuSchema, type NodeStats, NodeStatsSchema } from './node.ts';
export { projectorOf } from './project.ts';
export * from './reading.ts';
export { DEFAULT_QUEEN_PORT, ROUTES } from './routes.ts';
export { TIMESTAMP_PATTERN } from './schema.ts';
export {
  type Flat,
  flatten,
  flattenLike,
  type Json,
  type Leaf,
  listOf,
  objectOf,
  type Shape,
} from './shape.ts';
export {
  type ProcessStats,
  ProcessStatsSchema,
  UNKNOWN_REASONS,
  type UnknownFields,
  type UnknownReason,
  WORKER_ORIGINS,
  type WorkerOrigin,
} from './worker.ts';
