import type { Clock } from './clock.ts';
import type { DeliveryLog } from './log.ts';
import type { Outbox, Waiting } from './outbox.ts';
import type { PacedResult, PacedSender } from './sending/index.ts';

interface ShipperOptions {
  readonly outbox: Outbox;
  readonly sender: PacedSender;
  readonly clock: Clock;
  readonly log: DeliveryLog;
}

/** Older heartbeats that may be sent in one interval, so that hives do not flood a queen after an outage. */
const BACKFILL_PER_INTERVAL = 5;

/**
 * Sends what waits in an outbox, as many heartbeats at a time as the sender allows. The newest goes first, as it alone shows the
 * present; then older ones, oldest first, marked `backfill`, a few each interval ([L2]).
 */
export class Shipper {
  /** Heartbeats that the queen accepted or refused, and attempts that failed. */
  readonly counts = { sent: 0, refused: 0, failed: 0 };
  readonly #options: ShipperOptions;
  readonly #abort = new AbortController();
  readonly #inFlight = new Map<number, Promise<void>>();
  #cancelPause: (() => void) | undefined;
  #newestSettled = -1;
  #backfillLeft = 0;
  #isStopped = false;

  constructor(options: ShipperOptions) {
    this.#options = options;
  }

  /** Adds the heartbeat of this interval; it goes before all that wait. */
  offer(waiting: Waiting): void {
    this.#options.outbox.add(waiting);
    this.#backfillLeft = BACKFILL_PER_INTERVAL;
    this.#pump();
  }

  /** Sends nothing more; resolves when nothing is in flight any more, after `graceMs` at the latest. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopped = true;
    this.#cancelPause?.();
    if (this.#inFlight.size === 0) return;
    const grace = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(graceMs, grace.resolve);
    await Promise.race([Promise.all(this.#inFlight.values()), grace.promise]);
    cancel();
    this.#abort.abort();
  }

  #pump(): void {
    const { outbox, sender } = this.#options;
    while (!this.#isStopped && !this.#cancelPause && this.#inFlight.size < sender.window()) {
      const isPresent = outbox.newestSeq > Math.max(this.#newestSettled, ...this.#inFlight.keys());
      const next = isPresent ? outbox.popNewest() : this.#nextBackfill();
      if (!next) return;
      const delivered = this.#deliver(next, !isPresent).then(() => {
        this.#inFlight.delete(next.seq);
        this.#pump();
      });
      this.#inFlight.set(next.seq, delivered);
    }
  }

  #nextBackfill(): Waiting | undefined {
    if (this.#backfillLeft === 0) return undefined;
    this.#backfillLeft -= 1;
    return this.#options.outbox.shiftOldest();
  }

  async #deliver(waiting: Waiting, backfill: boolean): Promise<void> {
    const { outbox, sender, log } = this.#options;
    const heartbeat = backfill ? { ...waiting.heartbeat, backfill } : waiting.heartbeat;
    const result = await sender.send(heartbeat, this.#abort.signal);
    if (result.kind === 'retry') {
      outbox.add(waiting);
      if (!this.#isStopped) this.#pause(result);
      return;
    }
    this.#newestSettled = Math.max(this.#newestSettled, waiting.seq);
    this.counts[result.kind] += 1;
    if (result.kind === 'sent') log.sent();
    else log.refused(result.reason);
  }

  #pause({ reason, denied, afterMs }: Extract<PacedResult, { kind: 'retry' }>): void {
    this.counts.failed += 1;
    if (this.#cancelPause) return;
    const { log } = this.#options;
    if (denied) log.denied(reason, denied);
    else log.failed(reason);
    this.#cancelPause = this.#options.clock.after(afterMs, () => {
      this.#cancelPause = undefined;
      this.#pump();
    });
  }
}
