import type { Heartbeat } from '@rbee/contract';
import type { Failure, RetryPace } from './retry-pace.ts';

/** The result of sending a heartbeat; `reason` is text for a log, without a full stop. */
export type SendResult =
  | { readonly kind: 'sent' }
  /** The queen will never accept it. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Send it again. */
  | ({ readonly kind: 'retry'; readonly reason: string } & Failure);

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

/**
 * Adds a wait to each `retry` ([L4]). Heartbeats that were in flight together and fail together count as one failure. After a
 * failure, one heartbeat is sent alone.
 */
export class PacedSender implements Sender {
  readonly #sender: Sender;
  readonly #pace: RetryPace;
  /** Failures in all; shows if one happened while a heartbeat was in flight. */
  #outages = 0;
  #waitMs = 0;

  constructor(sender: Sender, pace: RetryPace) {
    this.#sender = sender;
    this.#pace = pace;
  }

  window(): number {
    return this.#pace.isFailing ? 1 : this.#sender.window();
  }

  close(): void {
    this.#sender.close();
  }

  async send(heartbeat: Heartbeat, signal: AbortSignal): Promise<PacedResult> {
    const outagesBefore = this.#outages;
    const result = await this.#sender.send(heartbeat, signal);
    if (result.kind !== 'retry') {
      this.#pace.succeeded();
      return result;
    }
    if (outagesBefore === this.#outages) {
      this.#outages += 1;
      this.#waitMs = this.#pace.failed(result);
    }
    return { kind: 'retry', reason: result.reason, afterMs: this.#waitMs };
  }
}
