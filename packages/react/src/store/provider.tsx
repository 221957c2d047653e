import type { HeartbeatStore } from '@rbee/queen-rbee-sdk';
import { createContext, type ReactNode, useContext } from 'react';
import { sharedStore } from './shared.ts';

const StoreContext = createContext<HeartbeatStore | null>(null);

/** Props of `<HeartbeatProvider>`: a store of the caller's own, or the address of a queen. */
export type HeartbeatProviderProps = { readonly children: ReactNode } & (
  | { readonly store: HeartbeatStore }
  | { readonly store?: never; readonly baseUrl?: string | undefined }
);

/**
 * Says which queen the hooks and parts below it watch. With `store` the caller closes it; with `baseUrl`
 * (default: the sdk's) the connection is shared with everything else on the page that names the same queen,
 * and ends with its last watcher.
 */
export function HeartbeatProvider(props: HeartbeatProviderProps) {
  const store = props.store ?? sharedStore(props.baseUrl);
  return <StoreContext.Provider value={store}>{props.children}</StoreContext.Provider>;
}

/** The store of `baseUrl`; without one the nearest provider's, else that of the default queen. */
export function useStore(baseUrl?: string): HeartbeatStore {
  const provided = useContext(StoreContext);
  if (baseUrl !== undefined) return sharedStore(baseUrl);
  return provided ?? sharedStore(undefined);
}
