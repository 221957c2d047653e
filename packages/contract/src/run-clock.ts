/** A difference of the two clocks is kept until the measured one differs by this much, milliseconds ([P1]). */
const STEP_MS = 1_000;
/** A live heartbeat is not longer under way than this, milliseconds: beyond it the hive's clock was set back. */
const LONGEST_DELAY_MS = 10_000;
/** Number of samples in a row that must seem delayed before the hive's clock counts as set back. */
const DELAYED_SAMPLES = 3;

/** Length of a second of the history, and its middle, where samples of a steady hive are put, milliseconds. */
const SECOND_MS = 1_000;
const MIDDLE_MS = SECOND_MS / 2;
/** A sample that is further from the middle of its second than this is near its edge, milliseconds. */
const EDGE_MS = 300;
/** Number of samples in a row near an edge before the samples are moved to the middle again. */
const EDGE_SAMPLES = 10;

/**
 * Puts the samples of one run of a hive on the queen's clock ([P1]): the hive's time minus the difference of the two clocks.
 *
 * The difference that is measured at receipt also has the delay of the heartbeat in it, which varies. So the first one is kept
 * until it differs by a second: a delay can only make the hive's clock seem behind, and must last for some samples to be believed.
 * A hive whose interval is a number of whole seconds takes its samples at the same fraction of each second. This fraction is
 * moved to the middle, where the jitter of its ticker never puts two samples into one second and none into the next.
 */
export class RunClock {
  /** The kept difference, hive minus queen, milliseconds. */
  #difference = Number.NaN;
  /** What is added to move the samples to the middle of their second, milliseconds; less than a second either way. */
  #shift = 0;
  #delayed = 0;
  #nearEdge = 0;

  /**
   * The time of a sample that was just received, milliseconds since the epoch by the queen's clock. `sampledMs` is by the hive's
   * clock, `receivedMs` by the queen's.
   */
  live(sampledMs: number, receivedMs: number, intervalMs: number): number {
    if (this.#hasStepped(sampledMs - receivedMs)) {
      this.#difference = sampledMs - receivedMs;
      this.#shift = isWholeSeconds(intervalMs) ? MIDDLE_MS - phaseOf(receivedMs) : 0;
      this.#nearEdge = 0;
    } else if (isWholeSeconds(intervalMs)) this.#keepFromEdge(this.past(sampledMs));
    return this.past(sampledMs);
  }

  /** The time of a sample that was taken earlier; it says nothing about the clocks. */
  past(sampledMs: number): number {
    return sampledMs - this.#difference + this.#shift;
  }

  #hasStepped(measured: number): boolean {
    const step = measured - this.#difference;
    if (!(step <= -STEP_MS)) {
      this.#delayed = 0;
      return Number.isNaN(step) || step >= STEP_MS;
    }
    this.#delayed += 1;
    const isStep = step <= -LONGEST_DELAY_MS || this.#delayed >= DELAYED_SAMPLES;
    if (isStep) this.#delayed = 0;
    return isStep;
  }

  /** A sample stays in its second, so that no second is left out. */
  #keepFromEdge(time: number): void {
    const offMiddle = phaseOf(time) - MIDDLE_MS;
    this.#nearEdge = Math.abs(offMiddle) > EDGE_MS ? this.#nearEdge + 1 : 0;
    if (this.#nearEdge < EDGE_SAMPLES) return;
    this.#shift -= offMiddle;
    this.#nearEdge = 0;
  }
}

const isWholeSeconds = (intervalMs: number): boolean => intervalMs % SECOND_MS === 0;

/** Milliseconds since the start of the second; also right before the epoch. */
const phaseOf = (ms: number): number => ((ms % SECOND_MS) + SECOND_MS) % SECOND_MS;
