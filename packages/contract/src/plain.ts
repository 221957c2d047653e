/**
 * The part of the wire format that needs no schema library. A process that checks no schemas and must stay small,
 * such as a hive, imports only this part: the library with its schemas takes about 30 MiB.
 */
export { type BackoffBounds, backoffMs } from './backoff.ts';
export { applyChanges, type Changes, changedLeaves, changesBetween } from './delta.ts';
export { HIVE_ID, workerId } from './identity.ts';
export { LIMITS } from './limits.ts';
export { DEFAULT_HIVE_PORT, DEFAULT_QUEEN_PORT, ROUTES } from './routes.ts';
export { type Flat, flatten, type Json, type Leaf, listOf, objectOf, type Shape } from './shape.ts';
