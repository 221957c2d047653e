import type { SendResult } from '../sending/index.ts';

/** Heartbeats on their way on one link, in the order in which they were sent ([L1]). */
export interface InFlight {
  /** One more; the promise has what became of it. */
  add(seq: number): Promise<SendResult>;
  /** Everything up to this one, as sent, is safe; one that is not on its way says nothing. */
  ack(seq: number): void;
  /** This one, and no other, was refused. */
  refuse(seq: number, result: SendResult): void;
  /** The link is over: nothing that is still on its way was answered. */
  end(result: SendResult): void;
  readonly count: number;
}

/**
 * Matches answers with heartbeats. An ack covers what was sent before it in the order of sending, not of `seq`: after an
 * outage the newest goes first, and older ones follow that it says nothing of.
 */
export function createInFlight(): InFlight {
  const underway = new Map<number, (result: SendResult) => void>();
  const settle = (seq: number, result: SendResult): void => {
    underway.get(seq)?.(result);
    underway.delete(seq);
  };
  return {
    add: (seq) =>
      new Promise((resolve) => {
        underway.set(seq, resolve);
      }),
    ack: (seq) => {
      if (!underway.has(seq)) return;
      for (const earlier of [...underway.keys()]) {
        settle(earlier, { kind: 'sent' });
        if (earlier === seq) return;
      }
    },
    refuse: settle,
    end: (result) => {
      for (const seq of [...underway.keys()]) settle(seq, result);
    },
    get count() {
      return underway.size;
    },
  };
}
