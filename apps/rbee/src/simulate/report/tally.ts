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

/** Counts since the last `take`. */
export interface Window extends Counts {
  /** Greatest lag of the event loop, milliseconds. */
  readonly lagMs: number;
  /** Reasons of refusals and ends of connections, and how often they occurred. */
  readonly notes: ReadonlyMap<string, number>;
}

/** Limit of distinct notes in a window; further ones are counted together. */
const MAX_NOTES = 20;

const newCounts = (): Record<Count, number> => ({
  sent: 0,
  accepted: 0,
  refused: 0,
  failed: 0,
  heldBack: 0,
  skipped: 0,
});

/** Counters: totals, and those since the last `take`. */
export class Tally {
  readonly #total = newCounts();
  #counts = newCounts();
  #notes = new Map<string, number>();
  #lagMs = 0;
  #worstLagMs = 0;
  #lastReason = '';

  get total(): Counts {
    return this.#total;
  }

  /** The last reason that was noted; empty if there was none. */
  get lastReason(): string {
    return this.#lastReason;
  }

  get worstLagMs(): number {
    return this.#worstLagMs;
  }

  add(what: Count, count = 1): void {
    this.#counts[what] += count;
    this.#total[what] += count;
  }

  /** Notes a reason to report, such as that of a refusal. */
  note(reason: string): void {
    this.#lastReason = reason;
    const key = this.#notes.has(reason) || this.#notes.size < MAX_NOTES ? reason : 'other reasons';
    this.#notes.set(key, (this.#notes.get(key) ?? 0) + 1);
  }

  /** Notes that the event loop was late by so many milliseconds. */
  lag(ms: number): void {
    this.#lagMs = Math.max(this.#lagMs, ms);
    this.#worstLagMs = Math.max(this.#worstLagMs, ms);
  }

  /** Ends the window. */
  take(): Window {
    const window = { ...this.#counts, lagMs: this.#lagMs, notes: this.#notes };
    this.#counts = newCounts();
    this.#notes = new Map();
    this.#lagMs = 0;
    return window;
  }
}
