import { createHeartbeatStore, type HeartbeatStore } from '@rbee/queen-rbee-sdk';

/** A function that gives one store for each queen, whoever asks; `undefined` is the sdk's default queen. */
export function createSharedStores(
  create: (baseUrl: string | undefined) => HeartbeatStore,
): (baseUrl: string | undefined) => HeartbeatStore {
  const stores = new Map<string | undefined, HeartbeatStore>();
  return (baseUrl) => {
    const key = baseUrl?.replace(/\/+$/, '');
    const known = stores.get(key);
    if (known) return known;
    const store = create(key);
    stores.set(key, store);
    return store;
  };
}

/** The page's one store for each queen. A store connects while somebody subscribes to it, not before. */
export const sharedStore = createSharedStores((baseUrl) => createHeartbeatStore({ baseUrl }));
