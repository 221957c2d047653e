import { INGEST_SLICE_MS, MAX_WAIT_MS } from '../overload.ts';
import type { Link } from './link.ts';

/** What an inbox works with. */
export interface InboxParts {
  readonly monotonic: () => number;
  /** Runs something once everything that has already arrived was read. */
  readonly soon: (run: () => void) => void;
}

interface Frame {
  readonly link: Link;
  readonly data: Buffer;
  readonly isBinary: boolean;
  /** When it came, monotonic milliseconds. */
  readonly at: number;
}

/**
 * Frames of all links, taken in the order in which they come: at once, until a turn has lasted too long. Then the rest waits
 * for the next turn, and the links that it came on are not read meanwhile, so that what is too much stays with the hives.
 */
export class Inbox {
  readonly #parts: InboxParts;
  #frames: Frame[] = [];
  /** Of the frames, the first that waits. */
  #next = 0;
  #endsAt: number | undefined;

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  /** How many frames wait. */
  get waiting(): number {
    return this.#frames.length - this.#next;
  }

  /** A frame came in. */
  receive(link: Link, data: Buffer, isBinary: boolean): void {
    const now = this.#parts.monotonic();
    link.heard(now);
    this.#endsAt ??= this.#begin(now);
    if (this.waiting === 0 && now < this.#endsAt) {
      link.receive(data, isBinary);
      return;
    }
    this.#frames.push({ link, data, isBinary, at: now });
    link.hold();
  }

  /** Begins a turn; gives its end. */
  #begin(now: number): number {
    this.#parts.soon(() => this.#goOn());
    return now + INGEST_SLICE_MS;
  }

  /** Everything that had arrived was read. */
  #goOn(): void {
    this.#endsAt = undefined;
    if (this.waiting === 0) return;
    const { monotonic } = this.#parts;
    const endsAt = this.#begin(monotonic());
    this.#endsAt = endsAt;
    for (let now = monotonic(); this.waiting > 0 && now < endsAt; now = monotonic()) {
      const { link, data, isBinary, at } = this.#frames[this.#next] as Frame;
      this.#next += 1;
      link.receive(data, isBinary, now - at > MAX_WAIT_MS);
      link.release(now);
    }
    if (this.#next * 2 < this.#frames.length) return;
    this.#frames = this.#frames.slice(this.#next);
    this.#next = 0;
  }
}
