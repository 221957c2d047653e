import { type Entry, supersede } from './entry.ts';

/**
 * The last sample of every known hive, in the order of publication ([S4]). If a hive publishes a sample during an iteration,
 * the iteration also returns that sample. So it ends with the newest state, however long it takes.
 */
export class Latest {
  readonly #entries = new Map<string, Entry>();

  /** Stores a hive's sample at the end, so that an iteration is in the order of event numbers. */
  keep(hiveId: string, entry: Entry): void {
    const before = this.#entries.get(hiveId);
    if (before) supersede(before);
    this.#entries.delete(hiveId);
    this.#entries.set(hiveId, entry);
  }

  forget(hiveId: string): void {
    this.#entries.delete(hiveId);
  }

  /** Event number of the oldest sample; undefined without hives. */
  oldest(): number | undefined {
    return this.#entries.values().next().value?.number;
  }

  /** The samples published after that event number, in ascending order. */
  *after(number: number): Generator<Entry, undefined> {
    for (const entry of this.#entries.values()) {
      if (entry.number > number) yield entry;
    }
    return undefined;
  }

  /** Number of hives with `counts` true whose sample was published after that event number. */
  countAfter(number: number, counts: (hiveId: string) => boolean): number {
    let count = 0;
    for (const [hiveId, entry] of this.#entries) if (entry.number > number && counts(hiveId)) count += 1;
    return count;
  }

  /** Ids of every hive, sorted. */
  hiveIds(): string[] {
    return [...this.#entries.keys()].sort();
  }
}
