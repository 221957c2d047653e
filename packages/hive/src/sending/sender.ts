import type { Heartbeat } from '@rbee/contract';

/** What became of a heartbeat that was sent; `reason` is for people, without a full stop. */
export type SendResult =
  | { readonly kind: 'sent' }
  /** The queen will never take it. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Try later: not before `afterMs` milliseconds, where the queen or the backoff said so. */
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number };

/** Sends heartbeats; never throws. */
export interface Sender {
  /** Sends one. An aborted `signal`, or `close`, ends it with `retry`. */
  send(heartbeat: Heartbeat, signal: AbortSignal): Promise<SendResult>;
  /** How many may be on their way at once, as things stand. */
  window(): number;
  /** Lets go of the connection; nothing is sent after it. */
  close(): void;
}
