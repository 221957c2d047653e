import { justAfter, merged, SortedIds } from './sorted-ids.ts';

/**
 * `hives`: by id. `workers`: by the ids of their workers, which begin with the hive's id and a slash: `a-b/` is before `a/`, but
 * `a` is before `a-b`.
 */
export type HiveOrder = 'hives' | 'workers';

/** The key by which a hive is sorted. No key is the beginning of another one's worker id. */
const keyOf = (hiveId: string, order: HiveOrder): string => (order === 'hives' ? hiveId : `${hiveId}/`);

const hiveOf = (key: string, order: HiveOrder): string => (order === 'hives' ? key : key.slice(0, -1));

/** The first key of the hives that come after an item of a list: after a hive, or from the hive of a worker on. */
function startAfter(after: string | null, order: HiveOrder): string {
  if (after === null) return '';
  if (order === 'hives') return justAfter(after);
  const slash = after.indexOf('/');
  return slash < 0 ? after : after.slice(0, slash + 1);
}

/** A set of hives that is sorted in both orders. */
export class HiveSet {
  readonly keys: Readonly<Record<HiveOrder, SortedIds>> = {
    hives: new SortedIds(),
    workers: new SortedIds(),
  };

  get size(): number {
    return this.keys.hives.length;
  }

  add(hiveId: string): void {
    for (const order of ORDERS) this.keys[order].add(keyOf(hiveId, order));
  }

  delete(hiveId: string): void {
    for (const order of ORDERS) this.keys[order].delete(keyOf(hiveId, order));
  }
}

const ORDERS = ['hives', 'workers'] as const;

/**
 * The hives of several sets, each once, in order; those after the hive or the worker `after`, including that worker's hive.
 * The sets may change while it runs.
 */
export function* hivesOf(
  sets: readonly HiveSet[],
  order: HiveOrder,
  after: string | null,
): Generator<string, undefined> {
  const keys = sets.map((set) => set.keys[order]);
  for (const key of merged(keys, startAfter(after, order))) yield hiveOf(key, order);
}

/** The same for a list of hives. */
export function* hivesIn(
  hiveIds: Iterable<string>,
  order: HiveOrder,
  after: string | null,
): Generator<string, undefined> {
  const start = startAfter(after, order);
  const keys = Array.from(hiveIds, (id) => keyOf(id, order)).filter((key) => key >= start);
  for (const key of keys.sort()) yield hiveOf(key, order);
}
