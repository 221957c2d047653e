export interface Counts {
  /** Heartbeats given to a connection. */
  readonly sent: number;
  readonly accepted: number;
  readonly refused: number;
  /** Heartbeats that were sent and not answered. */
  readonly failed: number;
  /** Heartbeats that were not sent, as those before were not answered yet or the queen asked to wait. */
  readonly heldBack: number;
  /** Heartbeats that were not sent because the simulator was late. */
  readonly skipped: number;
}

export type Count = keyof Counts;

/** Counters: totals, and those since the last `take()`. */
export interface Tally {
  add(what: Count, count?: number): void;
  /** A reason to report, such as that of a refusal. */
  note(reason: string): void;
  /** The event loop was late by so many milliseconds. */
  lag(ms: number): void;
  /** Counts since the last call. */
  take(): Window;
  readonly total: Counts;
  readonly worstLagMs: number;
}

export interface Window extends Counts {
  readonly lagMs: number;
  /** What was noted, and how often. */
  readonly notes: ReadonlyMap<string, number>;
}

const none = (): Record<Count, number> => ({
  ...{ sent: 0, accepted: 0, refused: 0, failed: 0, heldBack: 0, skipped: 0 },
});

/** Limit of distinct notes in a window; further ones are counted together. */
const MOST_NOTES = 20;

/** A tally with nothing in it. */
export function createTally(): Tally {
  const total = none();
  let counts = none();
  let notes = new Map<string, number>();
  let lagMs = 0;
  let worstLagMs = 0;
  return {
    add: (what, count = 1) => {
      counts[what] += count;
      total[what] += count;
    },
    note: (reason) => {
      const key = notes.has(reason) || notes.size < MOST_NOTES ? reason : 'other reasons';
      notes.set(key, (notes.get(key) ?? 0) + 1);
    },
    lag: (ms) => {
      lagMs = Math.max(lagMs, ms);
      worstLagMs = Math.max(worstLagMs, ms);
    },
    take: () => {
      const window = { ...counts, lagMs, notes };
      counts = none();
      notes = new Map();
      lagMs = 0;
      return window;
    },
    total,
    get worstLagMs() {
      return worstLagMs;
    },
  };
}
