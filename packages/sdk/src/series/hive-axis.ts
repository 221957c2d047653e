import type { HiveTelemetry } from '@rbee/contract';

/** By how much the difference of two clocks must change to be another one, milliseconds ([P1]). */
const STEP_MS = 1_000;

/**
 * The time of a hive's samples by the queen's clock, milliseconds since the epoch. The hive samples on a steady clock,
 * but its heartbeats arrive with jitter: so the time is that of the hive minus the difference of the two clocks, which
 * is kept as long as it changes by less than a second. It is chosen so that the samples of a hive at one a second lie
 * in the middle of a second, each in one of its own.
 */
export class HiveAxis {
  #difference: number | null = null;
  /** What is added to a time of the hive's clock. */
  #offset = 0;

  /** The time of a sample; NaN if the sample has no valid time. */
  timeOf({ timestamp, sampled_at }: Pick<HiveTelemetry, 'timestamp' | 'sampled_at'>): number {
    const received = Date.parse(timestamp);
    const taken = Date.parse(sampled_at ?? timestamp);
    if (Number.isNaN(received) || Number.isNaN(taken)) return received;
    const difference = taken - received;
    if (this.#difference === null || Math.abs(difference - this.#difference) >= STEP_MS) {
      this.#difference = difference;
      this.#offset = (Math.floor(received / STEP_MS) + 0.5) * STEP_MS - taken;
    }
    return taken + this.#offset;
  }
}
