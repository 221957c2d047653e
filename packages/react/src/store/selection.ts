import type { FleetState, HeartbeatStore } from '@rbee/queen-rbee-sdk';
import { useSyncExternalStoreWithSelector } from 'use-sync-external-store/with-selector';
import { UNOPENED } from './unopened.ts';

/** Selects one part of the fleet's state. */
export type FleetSelector<T> = (state: FleetState) => T;

/**
 * The selected part of a store's state. The component renders again only when `isEqual` says that the
 * part changed; a part that is equal keeps its identity.
 */
export const useSelection = <T>(
  store: HeartbeatStore,
  selector: FleetSelector<T>,
  isEqual: (a: T, b: T) => boolean = Object.is,
): T => useSyncExternalStoreWithSelector(store.subscribe, store.getState, () => UNOPENED, selector, isEqual);
