/** The queen's clock showed `timeMs` (since the epoch) when the monotonic clock of this machine was `at`. */
interface Reading {
  readonly timeMs: number;
  readonly at: number;
}

/** A beat that comes later than this after its time is one that was held back, unless the next one is as late. */
const TOLERANCE_MS = 1_000;

/**
 * Tells when the queen wrote a beat, by the monotonic clock of this machine. A beat arrives when it is written, but
 * those that a watcher missed arrive when it is back ([S5]): they are told by the beats before.
 */
export class QueenClock {
  #trusted: Reading | null = null;
  #last: Reading | null = null;

  /** A beat with the time `timeMs` arrived at `at`. Returns when it was written, in the milliseconds of `at`. */
  observe(timeMs: number, at: number): number {
    const reading = { timeMs, at };
    const isInPace = this.#last !== null && areInPace(this.#last, reading);
    this.#last = reading;
    const writtenAt = this.#trusted === null ? at : this.#trusted.at + timeMs - this.#trusted.timeMs;
    const isRepeat = timeMs === this.#trusted?.timeMs;
    if (isRepeat || (at - writtenAt > TOLERANCE_MS && !isInPace)) return writtenAt;
    this.#trusted = reading;
    return at;
  }
}

/** True if as much time passed on both clocks: neither beat was held back, so the queen's clock was set. */
const areInPace = (before: Reading, after: Reading): boolean =>
  after.at - before.at >= TOLERANCE_MS &&
  Math.abs(after.timeMs - before.timeMs - (after.at - before.at)) < TOLERANCE_MS;
