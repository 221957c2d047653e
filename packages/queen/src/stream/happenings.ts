import type { Entry } from './entry.ts';

/** Events that are remembered apart from the ring; each is small. */
const MOST = 10_000;

/** What happened to hives and workers lately: unlike samples, none of it stands for another ([S6]). */
export class Happenings {
  #entries: Entry[] = [];
  /** Number of the newest that was let go. */
  #gone = 0;

  keep(entry: Entry): void {
    this.#entries.push(entry);
    if (this.#entries.length <= 2 * MOST) return;
    this.#gone = this.#entries[MOST - 1]?.number ?? 0;
    this.#entries = this.#entries.slice(MOST);
  }

  /** Whether all that happened after that event is remembered. */
  reaches(number: number): boolean {
    return number >= this.#gone;
  }

  /** What happened after one event up to another, in order. */
  *between(after: number, upTo: number): Generator<Entry, undefined> {
    const entries = this.#entries; // what is let go meanwhile leaves another list behind
    const from = entries.findLastIndex(({ number }) => number <= after) + 1;
    for (let index = from; index < entries.length; index += 1) {
      const entry = entries[index];
      if (!entry || entry.number > upTo) return undefined;
      yield entry;
    }
    return undefined;
  }
}
