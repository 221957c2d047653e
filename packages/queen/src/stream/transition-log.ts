import { bytesOfEvent, ENTRY_BYTES, type Entry } from './entry.ts';

/** The oldest events are dropped when there are twice as many. */
const MOST = 10_000;

/** They are also dropped when all hold so many bytes: an event of a worker can have as many models as the worker. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The recent events of hives and workers: unlike samples, they are never merged ([S6]), and are kept here longer than in the
 * ring. Bounded in number and in bytes.
 */
export class TransitionLog {
  #entries: Entry[] = [];
  #bytes = 0;
  /** Number of the newest evicted event. */
  #gone = 0;

  /** Bytes held, as counted. */
  get bytes(): number {
    return this.#bytes;
  }

  keep(entry: Entry): void {
    this.#entries.push(entry);
    this.#bytes += bytesOf(entry);
    if (this.#entries.length <= 2 * MOST && this.#bytes <= MAX_BYTES) return;
    let dropped = 0;
    for (const old of this.#entries) {
      if (this.#entries.length - dropped <= MOST && this.#bytes <= MAX_BYTES / 2) break;
      this.#bytes -= bytesOf(old);
      this.#gone = old.number;
      dropped += 1;
    }
    this.#entries = this.#entries.slice(dropped);
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

/** The events of hives and workers have no sample, and keep what they hold. */
const bytesOf = ({ event }: Entry): number => ENTRY_BYTES + (event ? bytesOfEvent(event) : 0);
