import type { Heartbeat } from '@rbee/contract';
import type { SendResult } from '../sending/index.ts';

interface Entry {
  /** The heartbeat of a frame of changes, in case the queen asks for it whole ([L7]); null for a whole frame. */
  readonly changesOf: Heartbeat | null;
  readonly resolve: (result: SendResult) => void;
}

/**
 * The heartbeats of one link that have no answer yet. They are kept in the order of sending, which is not that of `seq`: after
 * an outage the newest goes first, and an ack of it does not cover the older ones that follow ([L1]).
 */
export class InFlight {
  readonly #entries = new Map<number, Entry>();

  get count(): number {
    return this.#entries.size;
  }

  has(seq: number): boolean {
    return this.#entries.has(seq);
  }

  /** Adds a heartbeat as the last one sent; the promise resolves with its result. */
  add(seq: number, changesOf: Heartbeat | null = null): Promise<SendResult> {
    return new Promise((resolve) => {
      this.#entries.set(seq, { changesOf, resolve });
    });
  }

  /** The heartbeat that was sent as changes; null for a whole one or one that is not in flight. */
  changesOf(seq: number): Heartbeat | null {
    return this.#entries.get(seq)?.changesOf ?? null;
  }

  /** Makes it the last one sent, as a whole frame; its promise stays pending. */
  resent(seq: number): void {
    const entry = this.#entries.get(seq);
    if (!entry) return;
    this.#entries.delete(seq);
    this.#entries.set(seq, { changesOf: null, resolve: entry.resolve });
  }

  /** Settles everything sent up to this one; ignored for one that is not in flight. */
  ack(seq: number): void {
    if (!this.has(seq)) return;
    for (const earlier of [...this.#entries.keys()]) {
      this.settle(earlier, { kind: 'sent' });
      if (earlier === seq) return;
    }
  }

  /** Settles this one alone. */
  settle(seq: number, result: SendResult): void {
    this.#entries.get(seq)?.resolve(result);
    this.#entries.delete(seq);
  }

  /** Settles everything that is still in flight when the link has ended. */
  end(result: SendResult): void {
    for (const seq of [...this.#entries.keys()]) this.settle(seq, result);
  }
}
