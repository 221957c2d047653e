import {
  createHeartbeatStore,
  type FleetState,
  type HeartbeatStore,
  resolveBaseUrl,
} from '@rbee/queen-rbee-sdk';
import { createContext, type ReactNode, useContext, useMemo } from 'react';

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
 *
 * It holds no store that nobody else holds, so an address that was named once costs nothing for long.
 */
export function createSharedStores(
  create: (baseUrl: string) => HeartbeatStore,
): (baseUrl: string | undefined) => HeartbeatStore {
  const stores = new Map<string, WeakRef<HeartbeatStore>>();
  const collected = new FinalizationRegistry<string>((address) => {
    if (stores.get(address)?.deref() === undefined) stores.delete(address);
  });
  return (baseUrl) => {
    const { address, error } = resolved(baseUrl);
    const known = stores.get(address)?.deref();
    if (known) return known;
    const store = error === null ? create(address) : offlineStore(error);
    stores.set(address, new WeakRef(store));
    collected.register(store, address);
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
  const store = { getState: () => state, subscribe, onEvent: subscribe, close: () => {} };
  invalid.add(store);
  return store;
}

/** Stores for invalid addresses. */
const invalid = new WeakSet<HeartbeatStore>();

/**
 * The state for a server and for hydration. The server's HTML must match the first render in the browser, which the
 * live state would not; the error of an invalid address is the same on both.
 */
export const serverStateOf = (store: HeartbeatStore): FleetState =>
  invalid.has(store) ? store.getState() : INITIAL_STATE;

/** One store per queen for the whole page. A store connects only while it has a subscriber. */
const sharedStore = createSharedStores((baseUrl) => createHeartbeatStore({ baseUrl }));

const StoreContext = createContext<HeartbeatStore | null>(null);

/** Props of `<HeartbeatProvider>`: the caller's own store, or else the address of a queen. */
export interface HeartbeatProviderProps {
  readonly children?: ReactNode;
  /** The caller's own store; while it is undefined, `baseUrl` counts. */
  readonly store?: HeartbeatStore | undefined;
  readonly baseUrl?: string | undefined;
}

/**
 * Sets the queen for the hooks and components below it. With `store`, the caller closes the store, such as in the
 * clean-up of an effect (`useEffect(() => () => store.close(), [store])`); with `baseUrl` (default: the sdk's),
 * all users of the same queen on the page share one connection, which closes when the last of them unmounts.
 */
export function HeartbeatProvider({ children, store, baseUrl }: HeartbeatProviderProps) {
  // Held while the component is mounted, as the shared stores hold none.
  const value = useMemo(() => store ?? sharedStore(baseUrl), [store, baseUrl]);
  return <StoreContext.Provider value={value}>{children}</StoreContext.Provider>;
}

/** The store for `baseUrl`; without one, the nearest provider's, else the default queen's. */
export function useStore(baseUrl?: string): HeartbeatStore {
  const provided = useContext(StoreContext);
  return useMemo(
    () => (baseUrl === undefined && provided ? provided : sharedStore(baseUrl)),
    [baseUrl, provided],
  );
}
