/**
 * The part of the wire format that needs no schema library, for processes that check no schema and must use little memory,
 * such as a hive. The library and the schemas take about 30 MiB.
 */
export { ACCESS_LIMITS, ROLES, type Role, SCOPES, type Scope } from './access-words.ts';
export { type BackoffBounds, backoffMs } from './backoff.ts';
export { type Applied, applyChanges, type Changes, changesBetween } from './delta.ts';
export { WHOLE_ENGINE_FIGURES } from './engine-figures.ts';
export { HIVE_ID, HIVE_TOKEN, workerId } from './identity.ts';
export { type JoinText, joinText, readJoinText } from './join-text.ts';
export { LIMITS } from './limits.ts';
export { type RetryAfterBasis, retryAfterMs } from './retry-after.ts';
export { DEFAULT_QUEEN_PORT, PAGE_ROUTES, RETRY_MS_HEADER, ROTATE_HEADER, ROUTES } from './routes.ts';
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
export { TIMESTAMP_PATTERN } from './timestamp-pattern.ts';
export { cutText, visibleText } from './visible-text.ts';
