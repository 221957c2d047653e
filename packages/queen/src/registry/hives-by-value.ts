import type { WorkerRow } from '../sample/index.ts';
import { HiveSet } from './hive-order.ts';

/** Inverted index: hives by a value of their workers. The function returns the values of a hive's workers. */
export class HivesByValue {
  readonly #valuesOf: (rows: readonly WorkerRow[]) => readonly string[];
  readonly #hives = new Map<string, HiveSet>();

  constructor(valuesOf: (rows: readonly WorkerRow[]) => readonly string[]) {
    this.#valuesOf = valuesOf;
  }

  /** Updates the entries of a hive whose workers changed. */
  update(hiveId: string, before: readonly WorkerRow[], after: readonly WorkerRow[]): void {
    const [old, next] = [new Set(this.#valuesOf(before)), new Set(this.#valuesOf(after))];
    for (const value of old) {
      if (next.has(value)) continue;
      const hives = this.#hives.get(value);
      hives?.delete(hiveId);
      if (hives?.size === 0) this.#hives.delete(value);
    }
    for (const value of next) {
      if (old.has(value)) continue;
      const hives = this.#hives.get(value) ?? new HiveSet();
      hives.add(hiveId);
      this.#hives.set(value, hives);
    }
  }

  /** The sets of hives that have a worker with one of these values. */
  having(values: ReadonlySet<string>): readonly HiveSet[] {
    return [...values].flatMap((value) => this.#hives.get(value) ?? []);
  }
}
