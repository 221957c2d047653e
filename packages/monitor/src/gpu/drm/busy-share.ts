import type { EngineTime } from './fdinfo.ts';

/** An earlier reading of an engine's time, and the clock against which it counts, in the same unit. */
interface Baseline {
  readonly busy: number;
  readonly clock: number;
  /** It was not read: the counter had not begun. */
  readonly assumed?: boolean;
}

/** Readings for which a lower value is taken for the driver's inaccuracy, as the kernel document asks. */
const DISBELIEF = 10;

/** A share since an assumed zero that is above this one shows that the counter had begun earlier. */
const PLAUSIBLE = 1.1;

/**
 * The share of time for which a client kept a class of engines busy between two readings. A driver may report less than
 * before and must catch up later (Documentation/gpu/drm-usage-stats.rst); until then there is no growth. A counter that
 * stays lower starts over ([W4]).
 */
export class BusyShare {
  #base: Baseline | null;
  #doubted = 0;

  /** `zeroMs` is a time at which the counter had not begun, if one is known; a monotonic clock. */
  constructor(zeroMs: number | null = null) {
    this.#base = zeroMs === null ? null : { busy: 0, clock: zeroMs * 1e6, assumed: true };
  }

  /** The share since the previous reading, 0 to 1; null if there is none to compare with. */
  next({ busy, totalCycles, capacity }: EngineTime, atMs: number): number | null {
    const base = this.#base;
    const now = { busy, clock: totalCycles ?? atMs * 1e6 };
    if (!base || now.clock < base.clock) return this.#startOver(now);
    if (now.busy < base.busy && this.#doubted < DISBELIEF) {
      this.#doubted += 1;
      return 0;
    }
    if (now.busy < base.busy) return this.#startOver(now);
    if (now.clock === base.clock) return now.busy === base.busy ? 0 : null;
    const share = (now.busy - base.busy) / (now.clock - base.clock) / capacity;
    if (base.assumed && share > PLAUSIBLE) return this.#startOver(now);
    this.#base = now;
    this.#doubted = 0;
    return Math.min(1, share);
  }

  #startOver(now: Baseline): null {
    this.#base = now;
    this.#doubted = 0;
    return null;
  }
}
