/** What a target gets of each series. */
export type Mode = 'means' | 'raw';

/** Milliseconds by which the point of an interval that the queen did not see the end of is before that end. */
const BEFORE_END_MS = 2;
const SECOND_MS = 1_000;

/** Start of the interval that a time is in. */
export const floorTo = (time: number, interval: number): number => Math.floor(time / interval) * interval;

/**
 * The points in a range of time. With `means` there is one at the end of each interval, with the values before it; with `raw` one
 * for each second. The range is cut at whole intervals, and its ends may lie within one: where a queen began or stopped.
 */
export class Grid {
  readonly from: number;
  readonly to: number;
  /** Times of the points, milliseconds since the epoch, rising. */
  readonly times: Float64Array;
  readonly #start: number;
  readonly #step: number;

  constructor(mode: Mode, interval: number, from: number, to: number) {
    this.from = from;
    this.to = to;
    this.#step = mode === 'raw' ? SECOND_MS : interval;
    this.#start = floorTo(from, this.#step);
    const points = Math.ceil((to - this.#start) / this.#step);
    this.times = Float64Array.from({ length: points }, (_, step) => {
      const begin = this.#start + step * this.#step;
      if (mode === 'raw') return begin;
      const end = begin + interval;
      return end <= to ? end : to - BEFORE_END_MS;
    });
  }

  /** The number of the point that a time belongs to; -1 if it is outside of the range. */
  stepOf(time: number): number {
    return time < this.from || time >= this.to ? -1 : Math.floor((time - this.#start) / this.#step);
  }

  /** Start of a point: the earliest time that belongs to it, if the range does not begin later. */
  startOf(step: number): number {
    return this.#start + step * this.#step;
  }
}
