import type { Heartbeat } from '@rbee/contract';
import { backoffMs } from '@rbee/contract/plain';

/** The result of sending a heartbeat; `reason` is text for a log, without a full stop. */
export type SendResult =
  | { readonly kind: 'sent' }
  /** The queen will never accept it. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Send it again: not before `afterMs` milliseconds, if the queen or the backoff asks for a wait. */
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number | undefined };

/** Sends heartbeats; never throws. */
export interface Sender {
  /** Sends one. An aborted `signal`, or `close`, ends it with `retry`. */
  send(heartbeat: Heartbeat, signal: AbortSignal): Promise<SendResult>;
  /** How many heartbeats may be in flight at present. */
  window(): number;
  /** Closes the connection; nothing may be sent after it. */
  close(): void;
}

/** A result whose `retry` always has a wait. */
export type PacedResult =
  | Exclude<SendResult, { kind: 'retry' }>
  | (Extract<SendResult, { kind: 'retry' }> & { readonly afterMs: number });

/** The wait between two attempts ([L4]): 0.25 s to 15 s. */
const BACKOFF = { minMs: 250, firstMaxMs: 500, maxMs: 15_000 } as const;

/**
 * Adds a wait to each `retry` ([L4]): the time that the queen asked for and up to 0.25 s more, so that hives do not all return in
 * the same moment; without such a time, a backoff. Heartbeats that were in flight together and fail together count as one
 * failure. After a failure, one heartbeat is sent alone.
 */
export class PacedSender implements Sender {
  readonly #sender: Sender;
  readonly #random: () => number;
  /** Failures in a row. */
  #failures = 0;
  /** Failures in all; shows if one happened while a heartbeat was in flight. */
  #outages = 0;
  #waitMs = 0;

  /** `random` gives a number from 0 up to 1. */
  constructor(sender: Sender, random: () => number) {
    this.#sender = sender;
    this.#random = random;
  }

  window(): number {
    return this.#failures > 0 ? 1 : this.#sender.window();
  }

  close(): void {
    this.#sender.close();
  }

  async send(heartbeat: Heartbeat, signal: AbortSignal): Promise<PacedResult> {
    const outagesBefore = this.#outages;
    const result = await this.#sender.send(heartbeat, signal);
    if (result.kind !== 'retry') {
      this.#failures = 0;
      return result;
    }
    if (outagesBefore === this.#outages) {
      this.#outages += 1;
      this.#failures += 1;
      const random = this.#random();
      this.#waitMs =
        result.afterMs === undefined
          ? backoffMs(this.#failures, random, BACKOFF)
          : Math.max(BACKOFF.minMs, result.afterMs + random * BACKOFF.minMs);
    }
    return { kind: 'retry', reason: result.reason, afterMs: this.#waitMs };
  }
}
