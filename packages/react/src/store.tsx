import {
  createHeartbeatStore,
  type FleetState,
  type HeartbeatStore,
  resolveBaseUrl,
} from '@rbee/queen-rbee-sdk';
import { createContext, type ReactNode, useContext } from 'react';

/** The state before the first event. */
export const INITIAL_STATE: FleetState = {
  connection: { state: 'connecting', attempt: 0, error: null, retryAt: null, skippedFrames: 0 },
  queen: null,
  hives: [],
};

/**
 * A function that returns the same store for every spelling of a queen's address; `undefined` is the sdk's
 * default queen. It never throws for an invalid address, because a throw during rendering unmounts the whole
 * page: the store that it returns instead is offline and has the error.
 */
export function createSharedStores(
  create: (baseUrl: string) => HeartbeatStore,
): (baseUrl: string | undefined) => HeartbeatStore {
  const stores = new Map<string, HeartbeatStore>();
  return (baseUrl) => {
    const { address, error } = resolved(baseUrl);
    const store = stores.get(address) ?? (error === null ? create(address) : offlineStore(error));
    stores.set(address, store);
    return store;
  };
}

function resolved(baseUrl: string | undefined): { readonly address: string; readonly error: string | null } {
  try {
    return { address: resolveBaseUrl(baseUrl), error: null };
  } catch (error) {
    if (error instanceof TypeError) return { address: `${baseUrl}`, error: error.message };
    throw error;
  }
}

/** A store for an invalid address: always offline, with `error` as the reason. */
function offlineStore(error: string): HeartbeatStore {
  const connection = { ...INITIAL_STATE.connection, state: 'offline', error } as const;
  const state = { ...INITIAL_STATE, connection };
  const subscribe = () => () => {};
  return { getState: () => state, subscribe, onEvent: subscribe, close: () => {} };
}

/** One store per queen for the whole page. A store connects only while it has a subscriber. */
const sharedStore = createSharedStores((baseUrl) => createHeartbeatStore({ baseUrl }));

const StoreContext = createContext<HeartbeatStore | null>(null);

/** Props of `<HeartbeatProvider>`: the caller's own store, or the address of a queen. */
export type HeartbeatProviderProps = { readonly children: ReactNode } & (
  | { readonly store: HeartbeatStore }
  | { readonly store?: never; readonly baseUrl?: string | undefined }
);

/**
 * Sets the queen for the hooks and components below it. With `store`, the caller closes the store, such as in the
 * clean-up of an effect (`useEffect(() => () => store.close(), [store])`); with `baseUrl` (default: the sdk's),
 * all users of the same queen on the page share one connection, which closes when the last of them unmounts.
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
