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

/** Frames are taken for so long, milliseconds, before timers and watchers have their turn. */
const TURN_MS = 20;

/** A hive gives a queen up that owes it an answer for 3 s ([L3]); before that it is told that there is too much to do. */
const LATE_MS = 2_000;

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
  take(link: Link, data: Buffer, isBinary: boolean): void {
    const now = this.#parts.monotonic();
    link.heard(now);
    this.#endsAt ??= this.#begin(now);
    if (this.waiting === 0 && now < this.#endsAt) {
      link.take(data, isBinary);
      return;
    }
    this.#frames.push({ link, data, isBinary, at: now });
    link.hold();
  }

  /** Begins a turn; gives its end. */
  #begin(now: number): number {
    this.#parts.soon(() => this.#goOn());
    return now + TURN_MS;
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
      link.take(data, isBinary, now - at > LATE_MS);
      link.release(now);
    }
    if (this.#next * 2 < this.#frames.length) return;
    this.#frames = this.#frames.slice(this.#next);
    this.#next = 0;
  }
}
