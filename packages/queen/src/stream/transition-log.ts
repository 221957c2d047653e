import type { Entry } from './entry.ts';

/** Minimum number of events that are kept here in addition to those in the ring; each is small. */
const MOST = 10_000;

/** The recent events of hives and workers: unlike samples, they are never merged ([S6]). */
export class TransitionLog {
  #entries: Entry[] = [];
  /** Number of the newest evicted event. */
  #gone = 0;

  keep(entry: Entry): void {
    this.#entries.push(entry);
    if (this.#entries.length <= 2 * MOST) return;
    this.#gone = this.#entries[MOST - 1]?.number ?? 0;
    this.#entries = this.#entries.slice(MOST);
  }

  /** True if all events of hives and workers after that number are still kept. */
  reaches(number: number): boolean {
    return number >= this.#gone;
  }

  /** The events after one number up to another, in order. */
  *between(after: number, upTo: number): Generator<Entry, undefined> {
    const entries = this.#entries; // eviction during the iteration replaces the array
    const from = entries.findLastIndex(({ number }) => number <= after) + 1;
    for (let index = from; index < entries.length; index += 1) {
      const entry = entries[index];
      if (!entry || entry.number > upTo) return undefined;
      yield entry;
    }
    return undefined;
  }
}
