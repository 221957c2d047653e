import type { FleetState, HeartbeatStore } from '@rbee/queen-rbee-sdk';

/** The store of an address that cannot be asked: it says why as a connection's error, and opens nothing. */
export function unaskableStore(error: string): HeartbeatStore {
  const state: FleetState = {
    connection: { state: 'offline', attempt: 0, error, retryAt: null, skippedFrames: 0 },
    queen: null,
    hives: [],
  };
  const join = () => () => {};
  return { getState: () => state, subscribe: join, onEvent: join, close: () => {} };
}
