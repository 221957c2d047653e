import type { Heartbeat } from '@rbee/contract';

/** A heartbeat that waits to be sent. */
export interface Waiting {
  readonly heartbeat: Heartbeat;
  /** Its number within this run of the hive; the order of the outbox. */
  readonly seq: number;
  /** Bytes of its JSON. */
  readonly bytes: number;
}

/** What an outbox may hold. */
export interface OutboxLimits {
  readonly maxCount: number;
  readonly maxBytes: number;
}

/** Heartbeats that wait, in the order of their `seq`; bounded, the oldest are dropped first ([L2]). */
export interface Outbox {
  /** Puts one in at its place; whatever no longer fits is dropped, oldest first. */
  add(waiting: Waiting): void;
  takeNewest(): Waiting | undefined;
  takeOldest(): Waiting | undefined;
  /** `seq` of the newest one; -1 when it is empty. */
  newestSeq(): number;
  readonly count: number;
  readonly bytes: number;
  /** How many were dropped since the outbox was made. */
  readonly dropped: number;
}

/** An empty outbox. */
export function createOutbox(limits: OutboxLimits): Outbox {
  const held: Waiting[] = [];
  let bytes = 0;
  let dropped = 0;
  const account = (taken: Waiting | undefined): Waiting | undefined => {
    bytes -= taken?.bytes ?? 0;
    return taken;
  };
  return {
    add: (waiting) => {
      const place = held.findLastIndex((other) => other.seq < waiting.seq) + 1;
      held.splice(place, 0, waiting);
      bytes += waiting.bytes;
      while (held.length > limits.maxCount || bytes > limits.maxBytes) {
        account(held.shift());
        dropped += 1;
      }
    },
    takeNewest: () => account(held.pop()),
    takeOldest: () => account(held.shift()),
    newestSeq: () => held.at(-1)?.seq ?? -1,
    get count() {
      return held.length;
    },
    get bytes() {
      return bytes;
    },
    get dropped() {
      return dropped;
    },
  };
}
