import { BACKOFF, backoffMs } from './backoff.ts';
import type { Sender, SendResult } from './sender.ts';

/** A result whose `retry` always says when. */
export type PacedResult = Exclude<SendResult, { kind: 'retry' }> | PacedRetry;

interface PacedRetry {
  readonly kind: 'retry';
  readonly reason: string;
  readonly afterMs: number;
}

/** A sender whose `retry` always says when. */
export interface PacedSender extends Sender {
  send(...args: Parameters<Sender['send']>): Promise<PacedResult>;
}

/**
 * Adds the wait to each `retry`: what the queen asked for and up to 0.25 s more, so that hives do not return
 * all at once; else the backoff of [L4].
 */
export function withBackoff(sender: Sender, random: () => number): PacedSender {
  let failures = 0;
  return {
    send: async (heartbeat, signal) => {
      const result = await sender.send(heartbeat, signal);
      if (result.kind !== 'retry') {
        failures = 0;
        return result;
      }
      failures += 1;
      const { reason, afterMs } = result;
      return {
        kind: 'retry',
        reason,
        afterMs: afterMs === undefined ? backoffMs(failures, random) : asked(afterMs),
      };
    },
  };

  function asked(afterMs: number): number {
    return Math.max(BACKOFF.minMs, afterMs + random() * BACKOFF.minMs);
  }
}
