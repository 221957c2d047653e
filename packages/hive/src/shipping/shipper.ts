import type { Clock } from '../clock/index.ts';
import type { Outbox, Waiting } from '../outbox/index.ts';
import type { DeliveryLog } from '../reporting/index.ts';
import type { PacedSender } from '../sending/index.ts';

/** What a shipper works with. */
export interface ShipperOptions {
  readonly outbox: Outbox;
  readonly sender: PacedSender;
  readonly clock: Clock;
  readonly log: DeliveryLog;
}

/** Empties an outbox into a sender, as many at once as the sender takes. */
export interface Shipper {
  /** Takes the heartbeat of this interval; it goes before everything that waits. */
  offer(waiting: Waiting): void;
  /** Sends nothing more; resolves when what is on its way has arrived, or after `graceMs` without it. */
  stop(graceMs: number): Promise<void>;
  readonly counts: Readonly<ShipperCounts>;
}

/** Heartbeats by what became of them, and tries that failed. */
export interface ShipperCounts {
  sent: number;
  refused: number;
  failed: number;
}

/** Older heartbeats that may be sent in one interval: an outage is made good without a storm. */
export const BACKFILL_PER_INTERVAL = 5;

/**
 * A shipper: the newest heartbeat first, which restores the present at once; then older ones, oldest first,
 * marked `backfill` ([L2]) and paced by the interval.
 */
export function createShipper({ outbox, sender, clock, log }: ShipperOptions): Shipper {
  const counts: ShipperCounts = { sent: 0, refused: 0, failed: 0 };
  const abort = new AbortController();
  const underway = new Map<number, Promise<void>>();
  let pause: (() => void) | undefined;
  let newestSettled = -1;
  let budget = 0;
  let stopped = false;

  const pump = (): void => {
    while (!stopped && !pause && underway.size < sender.window()) {
      const isPresent = outbox.newestSeq() > Math.max(newestSettled, ...underway.keys());
      const next = isPresent ? outbox.takeNewest() : nextBackfill();
      if (!next) return;
      const delivered = deliver(next, !isPresent).then(() => {
        underway.delete(next.seq);
        pump();
      });
      underway.set(next.seq, delivered);
    }
  };

  const nextBackfill = (): Waiting | undefined => {
    if (budget === 0) return undefined;
    budget -= 1;
    return outbox.takeOldest();
  };

  const deliver = async (waiting: Waiting, backfill: boolean): Promise<void> => {
    const { heartbeat, seq } = waiting;
    const result = await sender.send(backfill ? { ...heartbeat, backfill } : heartbeat, abort.signal);
    if (result.kind === 'retry') {
      outbox.add(waiting);
      if (!stopped) wait(result.reason, result.afterMs);
      return;
    }
    newestSettled = Math.max(newestSettled, seq);
    counts[result.kind] += 1;
    if (result.kind === 'sent') log.sent();
    else log.refused(result.reason);
  };

  const wait = (reason: string, afterMs: number): void => {
    counts.failed += 1;
    if (pause) return;
    log.failed(reason);
    pause = clock.after(afterMs, () => {
      pause = undefined;
      pump();
    });
  };

  return {
    counts,
    offer: (waiting) => {
      outbox.add(waiting);
      budget = BACKFILL_PER_INTERVAL;
      pump();
    },
    stop: async (graceMs) => {
      stopped = true;
      pause?.();
      if (underway.size === 0) return;
      let cancel = (): void => {};
      const grace = new Promise<void>((resolve) => {
        cancel = clock.after(graceMs, resolve);
      });
      await Promise.race([Promise.all(underway.values()), grace]);
      cancel();
      abort.abort();
    },
  };
}
