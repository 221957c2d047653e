import { type Entry, supersede } from './entry.ts';

/**
 * The last sample of every known hive, in the order of publication ([S4]). An iteration meets a hive again when its next
 * sample comes meanwhile, so it ends with the present however long it takes.
 */
export class Latest {
  readonly #entries = new Map<string, Entry>();

  /** Keeps a hive's sample; it moves to the end, so that a walk goes by number. */
  keep(hiveId: string, entry: Entry): void {
    const before = this.#entries.get(hiveId);
    if (before) supersede(before);
    this.#entries.delete(hiveId);
    this.#entries.set(hiveId, entry);
  }

  forget(hiveId: string): void {
    this.#entries.delete(hiveId);
  }

  /** Number of the oldest of them; undefined without hives. */
  oldest(): number | undefined {
    return this.#entries.values().next().value?.number;
  }

  /** Every hive's sample that came after that number, by ascending number. */
  *after(number: number): Generator<Entry, undefined> {
    for (const entry of this.#entries.values()) {
      if (entry.number > number) yield entry;
    }
    return undefined;
  }

  /** Number of hives for which `counts` is true and whose sample came after that number. */
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
