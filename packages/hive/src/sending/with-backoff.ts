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
 * all at once; else the backoff of [L4]. What was on its way together and fails together is one failure,
 * and after one a single heartbeat goes first.
 */
export function withBackoff(sender: Sender, random: () => number): PacedSender {
  let failures = 0;
  let outages = 0;
  let waitMs = 0;
  return {
    window: () => (failures > 0 ? 1 : sender.window()),
    close: () => sender.close(),
    send: async (heartbeat, signal) => {
      const outagesBefore = outages;
      const result = await sender.send(heartbeat, signal);
      if (result.kind !== 'retry') {
        failures = 0;
        return result;
      }
      const { reason, afterMs } = result;
      if (outagesBefore === outages) {
        outages += 1;
        failures += 1;
        waitMs = afterMs === undefined ? backoffMs(failures, random) : asked(afterMs);
      }
      return { kind: 'retry', reason, afterMs: waitMs };
    },
  };

  function asked(afterMs: number): number {
    return Math.max(BACKOFF.minMs, afterMs + random() * BACKOFF.minMs);
  }
}
