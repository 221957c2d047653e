import type { Heartbeat } from '@rbee/contract';

/** The result of sending a heartbeat; `reason` is text for a log, without a full stop. */
export type SendResult =
  | { readonly kind: 'sent' }
  /** The queen will never accept it. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Send it again: not before `afterMs` milliseconds, if the queen or the backoff asks for a wait. */
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number };

/** Sends heartbeats; never throws. */
export interface Sender {
  /** Sends one. An aborted `signal`, or `close`, ends it with `retry`. */
  send(heartbeat: Heartbeat, signal: AbortSignal): Promise<SendResult>;
  /** How many heartbeats may be in flight at present. */
  window(): number;
  /** Closes the connection; nothing may be sent after it. */
  close(): void;
}
