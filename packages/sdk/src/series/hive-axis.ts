import { type HiveTelemetry, RunClock } from '@rbee/contract';

/** Interval that is assumed of a hive, which the stream does not tell, milliseconds. */
const INTERVAL_MS = 1_000;

/** The time of a hive's samples by the queen's clock, made as the queen makes it for its history ([P1]). */
export class HiveAxis {
  readonly #clock = new RunClock();

  /** Milliseconds since the epoch; NaN if the sample has no valid time. */
  timeOf({ timestamp, sampled_at }: Pick<HiveTelemetry, 'timestamp' | 'sampled_at'>): number {
    const received = Date.parse(timestamp);
    const taken = Date.parse(sampled_at ?? timestamp);
    if (Number.isNaN(received) || Number.isNaN(taken)) return Number.NaN;
    return this.#clock.live(taken, received, INTERVAL_MS);
  }
}
