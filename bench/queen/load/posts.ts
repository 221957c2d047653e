/** Heartbeats kept in mind for latencies; more than can be on their way at one time. */
const KEPT = 1 << 20;

/** Every number has so many digits, so that it can be written over in place. */
const FIRST = 1_000_000_000;

/** Numbers for heartbeats, and when each was sent: one count for all hives, so that a number names one heartbeat. */
export class Posts {
  readonly #sentAt = new Float64Array(KEPT);
  #next = FIRST;

  /** How many were ever sent. */
  get count(): number {
    return this.#next - FIRST;
  }

  /** The number of a heartbeat that is sent now. */
  next(): number {
    const seq = this.#next;
    this.#next += 1;
    this.#sentAt[seq % KEPT] = performance.now();
    return seq;
  }

  /** Milliseconds from its sending until `now`. */
  ageOf(seq: number, now: number): number {
    return now - (this.#sentAt[seq % KEPT] ?? Number.NaN);
  }
}
