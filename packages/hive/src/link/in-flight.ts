import type { Heartbeat } from '@rbee/contract';
import type { SendResult } from '../sending/index.ts';

interface Entry {
  readonly seq: number;
  /** The heartbeat of a frame of changes, in case the queen asks for it whole ([L7]); null for a whole frame. */
  readonly changesOf: Heartbeat | null;
  readonly resolve: (result: SendResult) => void;
}

/**
 * The heartbeats of one link that have no answer yet. They are kept in the order of sending, which is not that of `seq`: after
 * an outage the newest goes first, and an ack of it does not cover the older ones that follow ([L1]). One that was sent twice
 * is in flight twice, as `rbee simulate` repeats heartbeats.
 */
export class InFlight {
  readonly #entries: Entry[] = [];

  get count(): number {
    return this.#entries.length;
  }

  has(seq: number): boolean {
    return this.#entries.some((entry) => entry.seq === seq);
  }

  /** Adds a heartbeat as the last one sent; the promise resolves with its result. */
  add(seq: number, changesOf: Heartbeat | null = null): Promise<SendResult> {
    return new Promise((resolve) => {
      this.#entries.push({ seq, changesOf, resolve });
    });
  }

  /** The heartbeat that was sent as changes; null for a whole one or one that is not in flight. */
  changesOf(seq: number): Heartbeat | null {
    return this.#entries.find((entry) => entry.seq === seq)?.changesOf ?? null;
  }

  /** Makes it the last one sent, as a whole frame; its promise stays pending. */
  resent(seq: number): void {
    const entry = this.#take(seq);
    if (entry) this.#entries.push({ seq, changesOf: null, resolve: entry.resolve });
  }

  /** Settles everything sent up to this one; ignored for one that is not in flight. */
  ack(seq: number): void {
    const count = this.#entries.findLastIndex((entry) => entry.seq === seq) + 1;
    for (const { resolve } of this.#entries.splice(0, count)) resolve({ kind: 'sent' });
  }

  /** Settles this one alone. */
  settle(seq: number, result: SendResult): void {
    this.#take(seq)?.resolve(result);
  }

  /** Settles everything that is still in flight when the link has ended. */
  end(result: SendResult): void {
    for (const { resolve } of this.#entries.splice(0)) resolve(result);
  }

  #take(seq: number): Entry | undefined {
    const at = this.#entries.findIndex((entry) => entry.seq === seq);
    return at < 0 ? undefined : this.#entries.splice(at, 1)[0];
  }
}
