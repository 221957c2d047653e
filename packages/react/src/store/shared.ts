import { createHeartbeatStore, type HeartbeatStore, resolveBaseUrl } from '@rbee/queen-rbee-sdk';
import { unaskableStore } from './unaskable.ts';

/**
 * A function that gives one store for each queen, whoever asks; `undefined` is the sdk's default queen. It is
 * called while a page renders, where a throw takes the whole page down: an address that cannot be asked gives a
 * store whose connection says so.
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
      : keep(`${baseUrl}`, () => unaskableStore(address.message));
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

/** The page's one store for each queen. A store connects while somebody subscribes to it, not before. */
export const sharedStore = createSharedStores((baseUrl) => createHeartbeatStore({ baseUrl }));
