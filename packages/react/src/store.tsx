import {
  createHeartbeatStore,
  type FleetState,
  type HeartbeatStore,
  resolveBaseUrl,
} from '@rbee/queen-rbee-sdk';
import { createContext, type ReactNode, useContext } from 'react';
import { useSyncExternalStoreWithSelector } from 'use-sync-external-store/with-selector';

/**
 * A function that returns the same store for every address of the same queen; `undefined` is the sdk's default
 * queen. It never throws for an invalid address, because a throw during rendering unmounts the whole page: the
 * store it returns instead is offline and carries the error.
 */
export function createSharedStores(
  create: (baseUrl: string) => HeartbeatStore,
): (baseUrl: string | undefined) => HeartbeatStore {
  const stores = new Map<string, HeartbeatStore>();
  const keep = (key: string, make: () => HeartbeatStore): HeartbeatStore => {
    const store = stores.get(key) ?? make();
    stores.set(key, store);
    return store;
  };
  return (baseUrl) => {
    const address = addressOf(baseUrl);
    return typeof address === 'string'
      ? keep(address, () => create(address))
      : keep(`${baseUrl}`, () => offlineStore(address.message));
  };
}

function addressOf(baseUrl: string | undefined): string | TypeError {
  try {
    return resolveBaseUrl(baseUrl);
  } catch (error) {
    if (error instanceof TypeError) return error;
    throw error;
  }
}

/** One store per queen for the whole page. A store connects only while it has a subscriber. */
const sharedStore = createSharedStores((baseUrl) => createHeartbeatStore({ baseUrl }));

/** A store for an invalid address: always offline, with `error` as the reason. */
function offlineStore(error: string): HeartbeatStore {
  const state: FleetState = {
    connection: { state: 'offline', attempt: 0, error, retryAt: null, skippedFrames: 0 },
    queen: null,
    hives: [],
  };
  const subscribe = () => () => {};
  return { getState: () => state, subscribe, onEvent: subscribe, close: () => {} };
}

const StoreContext = createContext<HeartbeatStore | null>(null);

/** Props of `<HeartbeatProvider>`: the caller's own store, or the address of a queen. */
export type HeartbeatProviderProps = { readonly children: ReactNode } & (
  | { readonly store: HeartbeatStore }
  | { readonly store?: never; readonly baseUrl?: string | undefined }
);

/**
 * Sets the queen for the hooks and components below it. With `store`, the caller closes the store; with
 * `baseUrl` (default: the sdk's), all users of the same queen on the page share one connection, which closes
 * when the last of them unmounts.
 */
export function HeartbeatProvider(props: HeartbeatProviderProps) {
  const store = props.store ?? sharedStore(props.baseUrl);
  return <StoreContext.Provider value={store}>{props.children}</StoreContext.Provider>;
}

/** The store for `baseUrl`; without one, the nearest provider's, else the default queen's. */
export function useStore(baseUrl?: string): HeartbeatStore {
  const provided = useContext(StoreContext);
  if (baseUrl !== undefined) return sharedStore(baseUrl);
  return provided ?? sharedStore(undefined);
}

/** The state for server rendering and hydration, where the live state would not match the HTML. */
const INITIAL_STATE: FleetState = {
  connection: { state: 'connecting', attempt: 0, error: null, retryAt: null, skippedFrames: 0 },
  queen: null,
  hives: [],
};

/** Selects one part of the fleet's state. */
export type FleetSelector<T> = (state: FleetState) => T;

/**
 * The selected part of a store's state. The component renders again only when `isEqual` returns false for the
 * previous and next part; an equal part keeps its identity.
 */
export function useSelection<T>(
  store: HeartbeatStore,
  selector: FleetSelector<T>,
  isEqual: (a: T, b: T) => boolean = Object.is,
): T {
  return useSyncExternalStoreWithSelector(
    store.subscribe,
    store.getState,
    () => INITIAL_STATE,
    selector,
    isEqual,
  );
}

/** Selects the connection. */
export const connectionOf = (state: FleetState) => state.connection;

/** Selects the queen's last beat. */
export const queenOf = (state: FleetState) => state.queen;

/** Selects every known hive. */
export const hivesOf = (state: FleetState) => state.hives;
