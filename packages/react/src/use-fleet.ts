import { type FleetState, findHive, type HeartbeatStore, type QueenInfo } from '@rbee/queen-rbee-sdk';
import { useEffect, useState } from 'react';
import { useSyncExternalStoreWithSelector } from 'use-sync-external-store/with-selector';
import { noteBeat } from './clock.ts';
import { serverStateOf, useStore } from './store.tsx';

/** Selects one part of the fleet's state. */
export type FleetSelector<T> = (state: FleetState) => T;

/** Like `useFleet`, of a given store. An equal part keeps its identity. */
export function useSelection<T>(
  store: HeartbeatStore,
  selector: FleetSelector<T>,
  isEqual: (a: T, b: T) => boolean = Object.is,
): T {
  noteBeat(store.getState());
  const { subscribe, getState } = store;
  return useSyncExternalStoreWithSelector(subscribe, getState, () => serverStateOf(store), selector, isEqual);
}

/**
 * A part of the fleet's state, from the nearest `<HeartbeatProvider>` or else the default queen. The
 * component renders again only when the part changed, by `isEqual` (default `Object.is`).
 */
export function useFleet<T>(selector: FleetSelector<T>, isEqual?: (a: T, b: T) => boolean): T {
  return useSelection(useStore(), selector, isEqual);
}

/** The state of the connection to the queen. */
export const useConnection = () => useFleet((state) => state.connection);

/** The queen's last beat ([S3]); null before the first. */
export const useQueen = () => useFleet((state) => state.queen);

/** Every known hive, sorted by id; renders with every sample of any of them. */
export const useHives = () => useFleet((state) => state.hives);

const hiveIdsOf = (state: FleetState) => state.hives.map((hive) => hive.hive_id);

const sameItems = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((item, index) => item === b[index]);

/** The ids of every known hive, sorted; renders only when a hive is added or removed. */
export const useHiveIds = (): readonly string[] => useFleet(hiveIdsOf, sameItems);

/** One hive, undefined while it is not known; renders only with its own samples. */
export const useHive = (hiveId: string) => useFleet((state) => findHive(state, hiveId));

/** One worker as its hive's last sample has it, undefined if it is not listed. */
export const useWorker = (hiveId: string, group: string, instance: string) =>
  useFleet((state) =>
    findHive(state, hiveId)?.workers.find((worker) => worker.group === group && worker.instance === instance),
  );

/**
 * What the queen says of itself ([Q]), asked again after each connection: a queen that was updated says something else. Null until it has
 * answered, and while there is no connection.
 */
export function useQueenInfo(): QueenInfo | null {
  const { client } = useStore();
  const isLive = useFleet((state) => state.connection.state === 'live');
  const [info, setInfo] = useState<QueenInfo | null>(null);
  useEffect(() => {
    if (!isLive || !client) return;
    let isOver = false;
    client.info().then(
      (answer) => isOver || setInfo(answer),
      // It is asked again after the next connection.
      () => {},
    );
    return () => {
      isOver = true;
      setInfo(null);
    };
  }, [client, isLive]);
  return info;
}
