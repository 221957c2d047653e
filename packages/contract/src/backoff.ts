/** Bounds of the wait before the next attempt, milliseconds. */
export interface BackoffBounds {
  /** Shortest wait; 0 unless given. */
  readonly minMs?: number;
  /** Longest wait after the first failure; it doubles with every further failure. */
  readonly firstMaxMs: number;
  /** Longest wait after any number of failures. */
  readonly maxMs: number;
}

/**
 * Milliseconds to wait after this many failures in a row: exponential backoff with full jitter ([L4]).
 * `random` is a number from 0 up to 1, as `Math.random` gives it.
 */
export function backoffMs(failures: number, random: number, bounds: BackoffBounds): number {
  const { minMs = 0, firstMaxMs, maxMs } = bounds;
  const ceilingMs = Math.min(maxMs, firstMaxMs * 2 ** (failures - 1));
  return minMs + random * (ceilingMs - minMs);
}
