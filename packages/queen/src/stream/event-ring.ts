import type { SseEventName } from '@rbee/contract';
import type { EncodedSample } from './encoded-sample.ts';
import { bytesOfEntry, bytesOfEvent, type Entry, evicted, isTransition } from './entry.ts';
import type { EventData } from './frame.ts';

/** Limits of the ring. */
export interface RingLimits {
  /** Bytes that the events hold, as counted. */
  readonly bytes: number;
  readonly ageMs: number;
}

/**
 * Ring buffer of the last events for watchers that reconnect ([S5]), bounded in bytes and in age. Event numbers start at 1
 * and have no gaps.
 */
export class EventRing {
  readonly #limits: RingLimits;
  #entries: Entry[] = [];
  /** The size with which each entry was counted. */
  #sizes: number[] = [];
  /** Entries before this index are evicted; they are removed from the array in bulk. */
  #head = 0;
  #bytes = 0;
  #newest = 0;
  /** Number of the event that was added last. */
  #lastAdded = 0;

  constructor(limits: RingLimits) {
    this.#limits = limits;
  }

  /** Number of the newest event, even if it is evicted; 0 before the first. */
  get newest(): number {
    return this.#newest;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Creates the entry with the next number; `at` is monotonic milliseconds. The caller must add it at once. */
  make(name: SseEventName, event: EventData, sample: EncodedSample | undefined, at: number): Entry {
    this.#newest += 1;
    const entry: Entry = {
      number: this.#newest,
      name,
      event,
      sample,
      // A hive's latest sample is held by the registry, and an event of a hive or worker by the log of those.
      eventBytes: sample || isTransition({ name }) ? 0 : bytesOfEvent(event),
      at,
      whole: undefined,
      bytes: undefined,
      packed: undefined,
    };
    return entry;
  }

  /** Adds an event with its current size and evicts events over the limits. */
  add(entry: Entry): void {
    const size = bytesOfEntry(entry);
    this.#entries.push(entry);
    this.#lastAdded = entry.number;
    this.#sizes.push(size);
    this.#bytes += size;
    this.evict(entry.at);
  }

  /** Counts an event again that holds other things than before; nothing if the ring does not have it. */
  recount(entry: Entry): void {
    const index = this.#indexOf(entry.number);
    if (this.#entries[index] !== entry || index < this.#head) return;
    const size = bytesOfEntry(entry);
    this.#bytes += size - (this.#sizes[index] ?? 0);
    this.#sizes[index] = size;
  }

  /** Evicts all events. */
  clear(): void {
    if (this.#entries.length === 0) return;
    for (const entry of this.#entries.slice(this.#head)) evicted(entry);
    this.#entries = [];
    this.#sizes = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  /** Evicts the events over the limits. */
  evict(at: number): void {
    for (let entry = this.#entries[this.#head]; entry; entry = this.#entries[this.#head]) {
      if (this.#bytes <= this.#limits.bytes && at - entry.at <= this.#limits.ageMs) break;
      evicted(entry);
      this.#bytes -= this.#sizes[this.#head] ?? 0;
      this.#head += 1;
    }
    if (this.#head * 2 <= this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#head);
    this.#sizes = this.#sizes.slice(this.#head);
    this.#head = 0;
  }

  /** The event with that number; undefined if it is evicted or does not exist. */
  at(number: number): Entry | undefined {
    const index = this.#indexOf(number);
    return index < this.#head ? undefined : this.#entries[index];
  }

  #indexOf(number: number): number {
    return this.#entries.length - 1 - (this.#lastAdded - number);
  }

  /** True if every event after that number is still held; false for an unknown number. */
  reaches(number: number): boolean {
    return number <= this.#newest && this.#newest - number <= this.#entries.length - this.#head;
  }

  /** Size of the held events after that number, bytes. */
  bytesAfter(number: number): number {
    let bytes = 0;
    for (let index = this.#entries.length - 1; index >= this.#head; index -= 1) {
      if ((this.#entries[index]?.number ?? 0) <= number) break;
      bytes += this.#sizes[index] ?? 0;
    }
    return bytes;
  }
}
