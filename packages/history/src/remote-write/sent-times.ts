/** So many stretches of time are remembered of each hive. */
const MAX_RUNS = 16;
/** And of so many hives. */
const MAX_HIVES = 20_000;

/**
 * The times of which points of a hive were sent. A point is not sent twice: a mean that lacked late samples would have another value
 * the second time, and receivers refuse a second value for a time.
 */
class SentRuns {
  /** Start and end of each run, rising. */
  #runs: { from: number; to: number }[] = [];

  /** Remembers a point from `from` up to `to`; it must not be earlier than those before it. */
  add(from: number, to: number): void {
    const last = this.#runs.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else this.#runs.push({ from, to });
    if (this.#runs.length > MAX_RUNS) this.#runs.shift();
  }

  /** Forgets what is not before a time. */
  cut(time: number): void {
    this.#runs = this.#runs.filter(({ from }) => from < time);
    const last = this.#runs.at(-1);
    if (last) last.to = Math.min(last.to, time);
  }

  has(time: number): boolean {
    return this.#runs.some(({ from, to }) => time >= from && time < to);
  }
}

/** The runs of every hive. */
export class SentTimes {
  readonly #runs = new Map<string, SentRuns>();

  add(hiveId: string, from: number, to: number): void {
    const runs = this.#runs.get(hiveId) ?? new SentRuns();
    runs.add(from, to);
    this.#runs.set(hiveId, runs);
    if (this.#runs.size <= MAX_HIVES) return;
    const [oldest] = this.#runs.keys();
    this.#runs.delete(oldest as string);
  }

  /** Forgets what is not before a time, of every hive: it was written, but did not arrive. */
  cut(time: number): void {
    for (const runs of this.#runs.values()) runs.cut(time);
  }

  has(hiveId: string, time: number): boolean {
    return this.#runs.get(hiveId)?.has(time) ?? false;
  }
}
