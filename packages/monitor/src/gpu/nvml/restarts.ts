/** Wait before a program is started again; it doubles each time, up to a minute. */
const RESTART_MS = 1_000;
const MAX_RESTART_MS = 60_000;
/** A program that has run for this time was no failure. */
const STEADY_MS = 60_000;

/** Tells when a program that has ended may be started again. Times are those of a monotonic clock, in milliseconds. */
export class Restarts {
  #startAtMs = Number.NEGATIVE_INFINITY;
  #pauseMs = RESTART_MS;

  mayStart(nowMs: number): boolean {
    return nowMs >= this.#startAtMs;
  }

  /** The program that was started at `startedAtMs` has ended, or is given up. */
  ended(startedAtMs: number, nowMs: number): void {
    if (nowMs - startedAtMs >= STEADY_MS) this.#pauseMs = RESTART_MS;
    this.#startAtMs = nowMs + this.#pauseMs;
    this.#pauseMs = Math.min(MAX_RESTART_MS, this.#pauseMs * 2);
  }

  /** The program is of no use for so long. */
  pause(ms: number, nowMs: number): void {
    this.#startAtMs = nowMs + ms;
  }

  /** The program may be started at once. */
  clear(): void {
    this.#startAtMs = Number.NEGATIVE_INFINITY;
  }
}
