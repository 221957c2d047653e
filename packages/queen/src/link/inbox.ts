import { INGEST_SLICE_MS, MAX_WAIT_MS } from '../overload.ts';
import type { Link } from './link.ts';

export interface InboxParts {
  readonly monotonic: () => number;
  /** Runs a callback after all input that has already arrived was read. */
  readonly soon: (run: () => void) => void;
}

interface Frame {
  readonly link: Link;
  readonly data: Buffer;
  readonly isBinary: boolean;
  /** Time of arrival, monotonic milliseconds. */
  readonly at: number;
}

/**
 * Processes the frames of all links in order of arrival, within a time slice. Frames that exceed the slice wait for the next
 * one, and their links are paused meanwhile, so that excess load stays with the hives.
 */
export class Inbox {
  readonly #parts: InboxParts;
  #frames: Frame[] = [];
  /** Index of the first waiting frame. */
  #next = 0;
  #endsAt: number | undefined;

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  /** Number of waiting frames. */
  get waiting(): number {
    return this.#frames.length - this.#next;
  }

  /** Processes a frame now, or queues it if the time slice is used up. */
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

  /** Starts a time slice and returns its end. */
  #begin(now: number): number {
    this.#parts.soon(() => this.#goOn());
    return now + INGEST_SLICE_MS;
  }

  /** Called after all input that had already arrived was read. */
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
