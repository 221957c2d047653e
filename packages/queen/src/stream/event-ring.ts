import type { SseEventName } from '@rbee/contract';
import type { EncodedSample } from './encoded-sample.ts';
import type { Entry } from './entry.ts';
import type { EventData } from './frame.ts';

/** How much of the past is kept. */
export interface RingLimits {
  /** Bytes of frames; an event whose frame was not made yet counts by its size as an estimate. */
  readonly bytes: number;
  readonly ageMs: number;
}

/** What one event weighs beside its workers, and each worker, bytes: an estimate for a frame that is not made yet. */
const EVENT_BYTES = 400;
const WORKER_BYTES = 250;

const sizeOf = ({ whole, sample }: Entry): number =>
  whole?.length ?? EVENT_BYTES + WORKER_BYTES * (sample?.workersCount ?? 0);

/**
 * The last events of the stream for watchers that come back ([S5]), bounded in bytes and in age. Numbers are given in
 * order and without gaps, from 1.
 */
export class EventRing {
  readonly #limits: RingLimits;
  #entries: Entry[] = [];
  /** What each entry was counted with. */
  #sizes: number[] = [];
  /** Entries before this one have left; they are cut off in bulk. */
  #head = 0;
  #bytes = 0;
  #newest = 0;
  #samples = 0;

  constructor(limits: RingLimits) {
    this.#limits = limits;
  }

  /** Number of the newest event, whether it is still held or not; 0 before the first. */
  get newest(): number {
    return this.#newest;
  }

  /** Samples that were ever made. */
  get samples(): number {
    return this.#samples;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Gives an event its number, the next one; `at` is monotonic milliseconds. To be held at once. */
  make(name: SseEventName, event: EventData, sample: EncodedSample | undefined, at: number): Entry {
    this.#newest += 1;
    if (sample) this.#samples += 1;
    const entry: Entry = {
      number: this.#newest,
      name,
      event,
      sample,
      samples: this.#samples,
      at,
      whole: undefined,
      bytes: undefined,
      packed: undefined,
    };
    return entry;
  }

  /** Holds an event, by what it weighs now; those that are too much leave. */
  hold(entry: Entry): void {
    const size = sizeOf(entry);
    this.#entries.push(entry);
    this.#sizes.push(size);
    this.#bytes += size;
    this.evict(entry.at);
  }

  /** Lets go of everything: nobody can come back to it. */
  clear(): void {
    if (this.#entries.length === 0) return;
    this.#entries = [];
    this.#sizes = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  /** Lets go of what is too much or too old at this moment. */
  evict(at: number): void {
    for (let entry = this.#entries[this.#head]; entry; entry = this.#entries[this.#head]) {
      if (this.#bytes <= this.#limits.bytes && at - entry.at <= this.#limits.ageMs) break;
      this.#bytes -= this.#sizes[this.#head] ?? 0;
      this.#head += 1;
    }
    if (this.#head * 2 <= this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#head);
    this.#sizes = this.#sizes.slice(this.#head);
    this.#head = 0;
  }

  /** The event with that number; undefined when it has left or was never given. */
  at(number: number): Entry | undefined {
    const index = this.#entries.length - 1 - (this.#newest - number);
    return index < this.#head ? undefined : this.#entries[index];
  }

  /** Whether every event after that number is still held; false also for a number that was never given. */
  reaches(number: number): boolean {
    return number <= this.#newest && this.#newest - number <= this.#entries.length - this.#head;
  }

  /** Bytes held of what came after that number. */
  bytesAfter(number: number): number {
    let bytes = 0;
    for (let index = this.#entries.length - 1; index >= this.#head; index -= 1) {
      if ((this.#entries[index]?.number ?? 0) <= number) break;
      bytes += this.#sizes[index] ?? 0;
    }
    return bytes;
  }
}
