import type { Heartbeat } from '@rbee/contract';

/** A heartbeat that waits to be sent. */
export interface Waiting {
  readonly heartbeat: Heartbeat;
  /** Its number within this run of the hive; the order of the outbox. */
  readonly seq: number;
  /** Bytes of its JSON. */
  readonly bytes: number;
}

/** Heartbeats that wait to be sent, in the order of `seq`; bounded, drops the oldest first ([L2]). */
export class Outbox {
  readonly #limits: { readonly maxCount: number; readonly maxBytes: number };
  readonly #waiting: Waiting[] = [];
  #bytes = 0;
  #dropped = 0;

  constructor(limits: { readonly maxCount: number; readonly maxBytes: number }) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#waiting.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** How many were dropped since the outbox was made. */
  get dropped(): number {
    return this.#dropped;
  }

  /** `seq` of the newest one; -1 when it is empty. */
  get newestSeq(): number {
    return this.#waiting.at(-1)?.seq ?? -1;
  }

  /** Inserts one in the order of `seq`; drops the oldest while a limit is exceeded. */
  add(waiting: Waiting): void {
    const place = this.#waiting.findLastIndex((other) => other.seq < waiting.seq) + 1;
    this.#waiting.splice(place, 0, waiting);
    this.#bytes += waiting.bytes;
    while (this.#waiting.length > this.#limits.maxCount || this.#bytes > this.#limits.maxBytes) {
      this.shiftOldest();
      this.#dropped += 1;
    }
  }

  /** Removes and returns the newest one. */
  popNewest(): Waiting | undefined {
    return this.#removed(this.#waiting.pop());
  }

  /** Removes and returns the oldest one. */
  shiftOldest(): Waiting | undefined {
    return this.#removed(this.#waiting.shift());
  }

  #removed(waiting: Waiting | undefined): Waiting | undefined {
    this.#bytes -= waiting?.bytes ?? 0;
    return waiting;
  }
}
