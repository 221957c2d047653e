import type { Connection, FleetState, HiveState, ProcessStats, QueenHeartbeat } from '@rbee/queen-rbee-sdk';
import { useCallback } from 'react';
import { connectionOf, type FleetSelector, hivesOf, queenOf, useSelection, useStore } from './store.tsx';

/**
 * A part of the fleet's state, from the nearest `<HeartbeatProvider>` or else the default queen. The
 * component renders again only when the part changed, by `isEqual` (default `Object.is`).
 */
export function useFleet<T>(selector: FleetSelector<T>, isEqual?: (a: T, b: T) => boolean): T {
  return useSelection(useStore(), selector, isEqual);
}

const hiveIdsOf = (state: FleetState) => state.hives.map((hive) => hive.hive_id);

const sameItems = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((item, index) => item === b[index]);

/** The state of the connection to the queen. */
export const useConnection = (): Connection => useFleet(connectionOf);

/** The queen's last beat ([S3]); null before the first. */
export const useQueen = (): QueenHeartbeat | null => useFleet(queenOf);

/** Every known hive, sorted by id; renders with every sample of any of them. */
export const useHives = (): readonly HiveState[] => useFleet(hivesOf);

/** The ids of every known hive, sorted; renders only when a hive is added or removed. */
export const useHiveIds = (): readonly string[] => useFleet(hiveIdsOf, sameItems);

/** One hive, undefined while it is not known; renders only with its own samples. */
export function useHive(hiveId: string): HiveState | undefined {
  return useFleet(useCallback((state) => state.hives.find((hive) => hive.hive_id === hiveId), [hiveId]));
}

/** One worker as its hive's last sample has it, undefined if it is not listed. */
export function useWorker(hiveId: string, group: string, instance: string): ProcessStats | undefined {
  const find = useCallback(
    (state: FleetState) =>
      state.hives
        .find((hive) => hive.hive_id === hiveId)
        ?.workers.find((worker) => worker.group === group && worker.instance === instance),
    [hiveId, group, instance],
  );
  return useFleet(find);
}
