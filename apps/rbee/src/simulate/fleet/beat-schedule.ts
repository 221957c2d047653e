/**
 * When the hives of a fleet beat: spread evenly over the interval, the hive in place `n` modulo the places as beat `n`. All have
 * the same interval, so what is due follows from the time and needs no timer for each hive. `atMs` is the time since the start.
 */
export class BeatSchedule {
  readonly #places: number;
  readonly #intervalMs: number;
  #taken = 0;

  constructor(places: number, intervalMs: number) {
    this.#places = places;
    this.#intervalMs = intervalMs;
  }

  /** Takes the next beat that is due and gives its place; undefined if none is due. */
  next(atMs: number): number | undefined {
    if (this.overdue(atMs) <= 0) return undefined;
    this.#taken += 1;
    return (this.#taken - 1) % this.#places;
  }

  /** Drops the beats that are late by more than an interval; gives their number. */
  skip(atMs: number): number {
    const late = Math.max(0, this.overdue(atMs) - this.#places);
    this.#taken += late;
    return late;
  }

  /** Number of beats that are due and were not taken yet. */
  overdue(atMs: number): number {
    return Math.floor((atMs * this.#places) / this.#intervalMs) + 1 - this.#taken;
  }
}
