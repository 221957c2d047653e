import { createHeartbeatStore, type HeartbeatStore, resolveBaseUrl } from '@rbee/queen-rbee-sdk';

/** A function that gives one store for each queen, whoever asks; `undefined` is the sdk's default queen. */
export function createSharedStores(
  create: (baseUrl: string) => HeartbeatStore,
): (baseUrl: string | undefined) => HeartbeatStore {
  const stores = new Map<string, HeartbeatStore>();
  return (baseUrl) => {
    const address = resolveBaseUrl(baseUrl);
    const known = stores.get(address);
    if (known) return known;
    const store = create(address);
    stores.set(address, store);
    return store;
  };
}

/** The page's one store for each queen. A store connects while somebody subscribes to it, not before. */
export const sharedStore = createSharedStores((baseUrl) => createHeartbeatStore({ baseUrl }));
