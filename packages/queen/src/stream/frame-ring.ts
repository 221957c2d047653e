/** How much of the past is kept. */
export interface RingLimits {
  readonly bytes: number;
  readonly ageMs: number;
}

interface Entry {
  readonly frame: Buffer;
  /** Monotonic milliseconds. */
  readonly at: number;
}

/**
 * The last frames of the stream for watchers that come back ([S5]), bounded in bytes and in age. Numbers
 * are given in order and without gaps, from 1.
 */
export class FrameRing {
  readonly #limits: RingLimits;
  #entries: Entry[] = [];
  /** Entries before this one have left; they are cut off in bulk. */
  #head = 0;
  #bytes = 0;
  #newest = 0;

  constructor(limits: RingLimits) {
    this.#limits = limits;
  }

  /** Number of the newest frame, whether it is still held or not; 0 before the first. */
  get newest(): number {
    return this.#newest;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Appends the frame with the number `newest + 1`; `at` is monotonic milliseconds. */
  append(frame: Buffer, at: number): void {
    this.#newest += 1;
    this.#entries.push({ frame, at });
    this.#bytes += frame.length;
    this.evict(at);
  }

  /** Lets go of what is too much or too old at this moment. */
  evict(at: number): void {
    for (let entry = this.#entries[this.#head]; entry; entry = this.#entries[this.#head]) {
      if (this.#bytes <= this.#limits.bytes && at - entry.at <= this.#limits.ageMs) break;
      this.#bytes -= entry.frame.length;
      this.#head += 1;
    }
    if (this.#head * 2 <= this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#head);
    this.#head = 0;
  }

  /** Every frame after the given number; null when one of them has left, or the number was never given. */
  since(number: number): Buffer[] | null {
    const missed = this.#newest - number;
    if (missed < 0 || missed > this.#entries.length - this.#head) return null;
    return this.#entries.slice(this.#entries.length - missed).map((entry) => entry.frame);
  }
}
