import type { Heartbeat } from '@rbee/contract';

/** What became of a heartbeat that was sent; `reason` is for people, without a full stop. */
export type SendResult =
  | { readonly kind: 'sent' }
  /** The queen will never take it. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Try later: not before `afterMs` milliseconds, where the queen or the backoff said so. */
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number };

/** Sends one heartbeat; never throws. An aborted `signal` ends it with `retry`. */
export interface Sender {
  send(heartbeat: Heartbeat, signal: AbortSignal): Promise<SendResult>;
}
