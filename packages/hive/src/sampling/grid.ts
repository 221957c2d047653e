/** Moments `startMs + n * intervalMs` of a monotonic clock, numbered from 0. */
export interface Grid {
  readonly startMs: number;
  readonly intervalMs: number;
}

/** A moment of the grid that has come. */
export interface Tick {
  readonly index: number;
  /** Moments between the last tick and this one that passed unused. */
  readonly skipped: number;
}

/**
 * The tick to take at `nowMs` when tick `last` was the latest one taken (-1 before the first): the nearest moment's, so
 * that two samples are never closer than half an interval, whose rates would say nothing. Null when that one was taken.
 * Moments that were missed are skipped, never caught up with.
 */
export function tickDue(grid: Grid, last: number, nowMs: number): Tick | null {
  const index = Math.round((nowMs - grid.startMs) / grid.intervalMs);
  return index > last ? { index, skipped: index - last - 1 } : null;
}

/** Whole milliseconds from `nowMs` to moment `index`; 0 when it has passed. */
export const waitFor = (grid: Grid, index: number, nowMs: number): number =>
  Math.max(0, Math.ceil(grid.startMs + index * grid.intervalMs - nowMs));
