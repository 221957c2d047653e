import type { HeartbeatStoreOptions } from '../options.ts';
import { createHeartbeatStore } from '../store/index.ts';
import { createFakeQueen } from './fake-queen.ts';
import { settle } from './fake-time.ts';

/**
 * A store of a fake queen. `send` writes to the newest stream and waits until it is read, so the time must be fake
 * (`useFakeTime`).
 */
export function openStore(options: HeartbeatStoreOptions = {}) {
  const queen = createFakeQueen();
  const store = createHeartbeatStore({
    baseUrl: 'http://queen/rbee/',
    fetch: queen.fetch,
    random: () => 0.5,
    ...options,
  });
  const send = async (...texts: string[]) => {
    queen.last().send(texts.join(''));
    await settle();
  };
  return { queen, store, send };
}
