import type { Heartbeat } from '@rbee/contract';
import type { Failure, RetryPace } from './retry-pace.ts';

/** The token of a hive, as what sends to the queen uses it ([A2]). */
export interface ShownToken {
  /** The token to show; undefined for none. */
  readonly current: string | undefined;
  /** The queen asks for the next token to be taken ([A3]). */
  askedToRotate(): void;
}

/**
 * Why the queen lets a hive in no more ([A1]): it has no token or one that is not valid, it has the token of another hive, or
 * something else refused, such as a proxy.
 */
export type Denial = 'token' | 'wrong_hive' | 'other';

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
  /** The token has changed: what follows is sent over another connection than the one that the old token opened. */
  renew(): void;
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
  readonly #onDenied: () => void;

  /** `onDenied` is called when the queen lets this hive in no more. */
  constructor(sender: Sender, pace: RetryPace, onDenied: () => void = () => {}) {
    this.#sender = sender;
    this.#pace = pace;
    this.#onDenied = onDenied;
  }

  window(): number {
    return this.#pace.isFailing ? 1 : this.#sender.window();
  }

  renew(): void {
    this.#sender.renew();
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
      if (result.denied) this.#onDenied();
    }
    return { ...result, afterMs: this.#waitMs };
  }
}
