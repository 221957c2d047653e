/**
 * The words on the wire that need no schema library: what a process imports that checks no schema and has to stay
 * small, such as a hive (the library with its schemas takes some 30 MiB).
 */
export { type BackoffBounds, backoffMs } from './backoff.ts';
export { applyChanges, type Changes, changedLeaves, changesBetween } from './delta.ts';
export { HIVE_ID, workerId } from './identity.ts';
export { LIMITS } from './limits.ts';
export { DEFAULT_HIVE_PORT, DEFAULT_QUEEN_PORT, ROUTES } from './routes.ts';
export { type Flat, flatten, type Json, type Leaf, listOf, objectOf, type Shape } from './shape.ts';
