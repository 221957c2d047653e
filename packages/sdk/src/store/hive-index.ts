import type { FleetState, HiveState } from '../state.ts';

/** The hives of a list by their ids, for lists in which a hive was looked up. */
const indexes = new WeakMap<readonly HiveState[], Map<string, HiveState>>();

/**
 * One hive of a state, undefined if it is not known. It takes the same time in a fleet of any size: the first look-up
 * indexes the list of hives, and the store hands the index on to its next state.
 */
export function findHive({ hives }: Pick<FleetState, 'hives'>, hiveId: string): HiveState | undefined {
  let index = indexes.get(hives);
  if (!index) {
    index = new Map(hives.map((hive) => [hive.hive_id, hive]));
    indexes.set(hives, index);
  }
  return index.get(hiveId);
}

/** Hands the index of a list, if it has one, on to the list that follows it. */
export function passIndex(
  before: readonly HiveState[],
  after: readonly HiveState[],
  changed: ReadonlyMap<string, HiveState | undefined>,
): void {
  const index = indexes.get(before);
  if (!index) return;
  indexes.delete(before);
  for (const [hiveId, hive] of changed) {
    if (hive) index.set(hiveId, hive);
    else index.delete(hiveId);
  }
  indexes.set(after, index);
}
