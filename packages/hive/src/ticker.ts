import type { Clock } from './clock.ts';

/** Moments `startMs + n * intervalMs` of a monotonic clock, numbered from 0. */
export interface Grid {
  readonly startMs: number;
  readonly intervalMs: number;
}

/** A moment of the grid at which a sample is taken. */
export interface Tick {
  readonly index: number;
  /** Moments since the last tick at which no sample was taken. */
  readonly skipped: number;
}

/**
 * The tick for the moment of the grid that is nearest to `nowMs`; null if that moment is not after `last`, the moment of the
 * latest tick (-1 before the first). Missed moments are skipped: two samples closer than half an interval give meaningless rates.
 */
export function tickDue(grid: Grid, last: number, nowMs: number): Tick | null {
  const index = Math.round((nowMs - grid.startMs) / grid.intervalMs);
  return index > last ? { index, skipped: index - last - 1 } : null;
}

/** Whole milliseconds from `nowMs` to moment `index`; 0 when it has passed. */
export const waitFor = (grid: Grid, index: number, nowMs: number): number =>
  Math.max(0, Math.ceil(grid.startMs + index * grid.intervalMs - nowMs));

/** Calls `onTick` at once and then every interval, on a grid that does not drift however late the timers fire. */
export class Ticker {
  readonly #clock: Clock;
  readonly #grid: Grid;
  readonly #onTick: (tick: Tick) => void;
  #last = -1;
  #isStopped = false;
  #cancel = (): void => {};

  constructor(clock: Clock, intervalMs: number, onTick: (tick: Tick) => void) {
    this.#clock = clock;
    this.#grid = { startMs: clock.monotonic(), intervalMs };
    this.#onTick = onTick;
    this.#run();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #run(): void {
    const tick = tickDue(this.#grid, this.#last, this.#clock.monotonic());
    if (tick) {
      this.#last = tick.index;
      this.#onTick(tick);
    }
    if (this.#isStopped) return;
    const waitMs = waitFor(this.#grid, this.#last + 1, this.#clock.monotonic());
    this.#cancel = this.#clock.after(waitMs, () => this.#run());
  }
}
