import { TIER_STEP_MS } from '../block.ts';
import type { Grid } from './grid.ts';

const SECOND_MS = TIER_STEP_MS['1s'];

/** Intervals after which a hive that has not reported is no longer healthy ([R1]). */
const HEALTHY_INTERVALS = 3;

/** Time in which a sample that was received gets to those who answer questions, milliseconds. */
const HAND_OVER_MS = 2_000;

/** When a hive reported, and how often it was expected to, over the points of an answer. */
export class HiveCoverage {
  readonly #grid: Grid;
  /** Samples, by point. */
  readonly #reported: Float64Array;
  /** Samples that were expected, and the time in milliseconds that they are of, by point. */
  readonly #expected: Float64Array;
  readonly #covered: Float64Array;
  /** The shortest and the longest interval of the seconds, at least a second, milliseconds. */
  #shortest = Number.POSITIVE_INFINITY;
  #longest = SECOND_MS;
  /** The interval that the newest samples have. */
  #interval = SECOND_MS;
  /** End of the last second that has a sample. */
  #last = Number.NEGATIVE_INFINITY;

  constructor(grid: Grid) {
    this.#grid = grid;
    this.#reported = new Float64Array(grid.count);
    this.#expected = new Float64Array(grid.count);
    this.#covered = new Float64Array(grid.count);
  }

  get shortestInterval(): number {
    return Math.min(this.#shortest, this.#longest);
  }

  get longestInterval(): number {
    return this.#longest;
  }

  /** Notes the interval of the seconds that follow, milliseconds. Of several samples in a second one is kept. */
  noteInterval(interval: number): void {
    this.#interval = Math.max(SECOND_MS, interval);
    this.#shortest = Math.min(this.#shortest, this.#interval);
    this.#longest = Math.max(this.#longest, this.#interval);
  }

  /** Adds the second that begins at `start` to a point. */
  addSecond(point: number, start: number, isReported: boolean): void {
    this.#add(point, SECOND_MS, SECOND_MS / this.#interval, isReported ? 1 : 0);
    if (isReported) this.#last = start + SECOND_MS;
  }

  /** Adds a minute or a quarter of an hour to a point. */
  addRolled(
    point: number,
    { step, expected, reported }: { step: number; expected: number; reported: number },
  ): void {
    const most = Math.min(expected, step / SECOND_MS);
    this.#add(point, step, most, reported);
    if (most > 0) this.#interval = step / most;
  }

  /** True if there is a sample in a point. */
  isReported(point: number): boolean {
    return (this.#reported[point] as number) > 0;
  }

  /**
   * The time up to which the hive has reported, if it is late by no more than a healthy hive can be at `now`; else `now`: what has not
   * been reported yet is no gap.
   */
  edge(now: number): number {
    const lateMs = HEALTHY_INTERVALS * this.#interval + HAND_OVER_MS;
    const end = now - this.#last < lateMs ? this.#last : Math.floor(now / SECOND_MS) * SECOND_MS;
    return Math.min(end, this.#grid.to);
  }

  /** Samples that the hive would have sent in each of the points up to a time. Where it sent none, the newest interval counts. */
  expected(points: number, until: number): number[] {
    const { from, step } = this.#grid;
    return Array.from({ length: points }, (_, point) => {
      const length = Math.min(step, until - (from + point * step));
      const rest = Math.max(0, length - (this.#covered[point] as number));
      // Of the last point more can be covered than has been reported.
      const most = length / Math.min(this.#shortest, this.#interval);
      return Math.round(Math.min(most, (this.#expected[point] as number) + rest / this.#interval));
    });
  }

  #add(point: number, ms: number, expected: number, reported: number): void {
    this.#covered[point] = (this.#covered[point] as number) + ms;
    this.#expected[point] = (this.#expected[point] as number) + expected;
    this.#reported[point] = (this.#reported[point] as number) + reported;
  }
}
