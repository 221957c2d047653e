import type { HiveState } from '../state.ts';
import { passIndex } from './hive-index.ts';

/**
 * Changes a list of hives that is sorted by id. The list is copied once for any number of changes, so a second of
 * samples costs time in proportion to their number, and not to that number times the size of the fleet.
 */
export class HiveDraft {
  readonly #before: readonly HiveState[];
  /** The list with its changes; undefined where a hive was removed. Null until there is a change. */
  #copy: (HiveState | undefined)[] | null = null;
  /** Hives that were not in the list. */
  readonly #added = new Map<string, HiveState>();
  /** What became of every hive that changed; undefined if it was removed. */
  readonly #changed = new Map<string, HiveState | undefined>();

  constructor(before: readonly HiveState[]) {
    this.#before = before;
  }

  get(hiveId: string): HiveState | undefined {
    const index = this.#indexOf(hiveId);
    return index === -1 ? this.#added.get(hiveId) : (this.#copy ?? this.#before)[index];
  }

  set(hive: HiveState): void {
    const index = this.#indexOf(hive.hive_id);
    if (index === -1) this.#added.set(hive.hive_id, hive);
    else this.#slots()[index] = hive;
    this.#changed.set(hive.hive_id, hive);
  }

  /** Removes a hive, if it is there. */
  remove(hiveId: string): void {
    if (this.get(hiveId) === undefined) return;
    const index = this.#indexOf(hiveId);
    if (index === -1) this.#added.delete(hiveId);
    else this.#slots()[index] = undefined;
    this.#changed.set(hiveId, undefined);
  }

  /** Every hive, as it is now. */
  all(): HiveState[] {
    const known = (this.#copy ?? this.#before).filter((hive) => hive !== undefined);
    return this.#added.size === 0 ? known : [...known, ...this.#added.values()];
  }

  /** The changed list, sorted; the same list if nothing changed. */
  done(): readonly HiveState[] {
    if (this.#changed.size === 0) return this.#before;
    const hives = this.all();
    if (this.#added.size > 0) hives.sort((a, b) => (a.hive_id < b.hive_id ? -1 : 1));
    passIndex(this.#before, hives, this.#changed);
    return hives;
  }

  #slots(): (HiveState | undefined)[] {
    this.#copy ??= [...this.#before];
    return this.#copy;
  }

  #indexOf(hiveId: string): number {
    const index = sortedIndex(this.#before, hiveId);
    return this.#before[index]?.hive_id === hiveId ? index : -1;
  }
}

/** Index at which a hive is, or belongs, among hives sorted by id in the order of code units (that of `<`). */
export function sortedIndex(hives: readonly { readonly hive_id: string }[], hiveId: string): number {
  let low = 0;
  let high = hives.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hives[middle]?.hive_id ?? '') < hiveId) low = middle + 1;
    else high = middle;
  }
  return low;
}
