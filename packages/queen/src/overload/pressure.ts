/** When the queen has too much to do. */
export interface PressureLimits {
  /** Lateness of the event loop from which heartbeats are refused, milliseconds. */
  readonly maxLagMs: number;
}

/** How often the event loop is asked whether it is late, milliseconds. */
export const TICK_MS = 100;

/** So many ticks in a row must be in time before heartbeats are taken again. */
const CALM_TICKS = 5;

/**
 * Tells from the lateness of a timer whether the queen can keep up. What waits in the meantime costs memory, so heartbeats
 * are refused ([H5]) before that grows: a hive keeps them, and sends them later.
 */
export class Pressure {
  readonly #limits: PressureLimits;
  #dueAt: number | undefined;
  #lagMs = 0;
  #calm = CALM_TICKS;

  constructor(limits: PressureLimits) {
    this.#limits = limits;
  }

  /** A timer that is set to run every `TICK_MS` has run; `at` is monotonic milliseconds. */
  tick(at: number): void {
    this.#lagMs = this.#dueAt === undefined ? 0 : Math.max(0, at - this.#dueAt);
    this.#dueAt = at + TICK_MS;
    this.#calm = this.#lagMs > this.#limits.maxLagMs ? 0 : Math.min(CALM_TICKS, this.#calm + 1);
  }

  /** How late the last tick was, milliseconds. */
  get lagMs(): number {
    return this.#lagMs;
  }

  /** Whether there is too much to do. */
  get isHigh(): boolean {
    return this.#calm < CALM_TICKS;
  }
}
