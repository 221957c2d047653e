import {
  createHeartbeatStore,
  type FleetState,
  type HeartbeatStore,
  resolveBaseUrl,
  type TokenOption,
} from '@rbee/queen-rbee-sdk';
import { createContext, type ReactNode, useContext, useInsertionEffect, useMemo, useRef } from 'react';

/** The state before the first event. */
export const INITIAL_STATE: FleetState = {
  connection: { state: 'connecting', attempt: 0, error: null, retryAt: null, skippedFrames: 0 },
  queen: null,
  hives: [],
};

/** Gives the store of a queen's address for who has that token; `undefined` is the sdk's default queen. */
type SharedStores = (baseUrl: string | undefined, token?: TokenOption) => HeartbeatStore;

/**
 * A function that returns the same store for every spelling of a queen's address with the same token. It never throws for an invalid address, because a throw during rendering unmounts the whole
 * page: the store that it returns instead is offline and has the error.
 *
 * It holds no store that nobody else holds, so an address that was named once costs nothing for long.
 */
export function createSharedStores(
  create: (baseUrl: string, token: TokenOption | undefined) => HeartbeatStore,
): SharedStores {
  const stores = new Map<string, WeakRef<HeartbeatStore>>();
  const collected = new FinalizationRegistry<string>((address) => {
    if (stores.get(address)?.deref() === undefined) stores.delete(address);
  });
  return (baseUrl, token) => {
    const { address, error } = resolved(baseUrl);
    const key = address + keyOf(token);
    const known = stores.get(key)?.deref();
    if (known) return known;
    const store = error === null ? created(() => create(address, token)) : offlineStore(error);
    stores.set(key, new WeakRef(store));
    collected.register(store, key);
    return store;
  };
}

const numbers = new WeakMap<object, number>();
let lastNumber = 0;

/** Follows an address, which has no blanks: stores of different tokens are never the same. */
function keyOf(token: TokenOption | undefined): string {
  if (typeof token !== 'function') return token === undefined ? '' : ` ${token}`;
  const number = numbers.get(token) ?? lastNumber + 1;
  numbers.set(token, number);
  lastNumber = Math.max(lastNumber, number);
  return ` function ${number}`;
}

/** The store, or for a token that cannot be sent one that is offline and says so. */
function created(create: () => HeartbeatStore): HeartbeatStore {
  try {
    return create();
  } catch (error) {
    if (error instanceof TypeError) return offlineStore(error.message);
    throw error;
  }
}

function resolved(baseUrl: string | undefined): { readonly address: string; readonly error: string | null } {
  try {
    return { address: resolveBaseUrl(baseUrl), error: null };
  } catch (error) {
    if (error instanceof TypeError) return { address: `${baseUrl}`, error: error.message };
    throw error;
  }
}

/** A store for an invalid address or token: always offline, with `error` as the reason. */
function offlineStore(error: string): HeartbeatStore {
  const connection = { ...INITIAL_STATE.connection, state: 'offline', error } as const;
  const state = { ...INITIAL_STATE, connection };
  const subscribe = () => () => {};
  const store = { getState: () => state, subscribe, onEvent: subscribe, close: () => {} };
  invalid.add(store);
  return store;
}

/** Stores for invalid addresses and tokens. */
const invalid = new WeakSet<HeartbeatStore>();

/**
 * The state for a server and for hydration. The server's HTML must match the first render in the browser, which the
 * live state would not; the error of an invalid address is the same on both.
 */
export const serverStateOf = (store: HeartbeatStore): FleetState =>
  invalid.has(store) ? store.getState() : INITIAL_STATE;

/** One store per queen for the whole page. A store connects only while it has a subscriber. */
const sharedStore = createSharedStores((baseUrl, token) => createHeartbeatStore({ baseUrl, token }));

const StoreContext = createContext<HeartbeatStore | null>(null);

/** Props of `<HeartbeatProvider>`: the caller's own store, or else the address of a queen. */
export interface HeartbeatProviderProps {
  readonly children?: ReactNode;
  /** The caller's own store; while it is undefined, `baseUrl` counts. */
  readonly store?: HeartbeatStore | undefined;
  readonly baseUrl?: string | undefined;
  /**
   * An API token for `baseUrl`, or a function that gives the one of the moment ([A2]). Another function is used from then
   * on, and opens no other connection. Anybody who can open the page can read a fixed token.
   */
  readonly token?: TokenOption | undefined;
}

/**
 * Sets the queen for the hooks and components below it. With `store`, the caller closes the store, such as in the
 * clean-up of an effect (`useEffect(() => () => store.close(), [store])`); with `baseUrl` (default: the sdk's),
 * all users of the same queen on the page share one connection, which closes when the last of them unmounts.
 */
export function HeartbeatProvider({ children, store, baseUrl, token }: HeartbeatProviderProps) {
  const steady = useSteadyToken(token);
  // Held while the component is mounted, as the shared stores hold none.
  const value = useMemo(() => store ?? sharedStore(baseUrl, steady), [store, baseUrl, steady]);
  return <StoreContext.Provider value={value}>{children}</StoreContext.Provider>;
}

/** A token whose function stays the same while a component renders with other ones, such as an arrow function. */
function useSteadyToken(token: TokenOption | undefined): TokenOption | undefined {
  const latest = useRef(token);
  useInsertionEffect(() => {
    latest.current = token;
  }, [token]);
  const steady = useMemo(
    () => () => (typeof latest.current === 'function' ? latest.current() : (latest.current ?? '')),
    [],
  );
  return typeof token === 'function' ? steady : token;
}

/** The store for `baseUrl` and `token`; without both the nearest provider's, else the default queen's. */
export function useStore(baseUrl?: string, token?: TokenOption): HeartbeatStore {
  const provided = useContext(StoreContext);
  const steady = useSteadyToken(token);
  return useMemo(
    () =>
      baseUrl === undefined && steady === undefined && provided ? provided : sharedStore(baseUrl, steady),
    [baseUrl, steady, provided],
  );
}
