import type { FleetState, HeartbeatStore } from '@rbee/queen-rbee-sdk';

/** A store without a queen: the test says what it holds. */
interface FakeStore extends HeartbeatStore {
  /** Replaces parts of the state and tells the subscribers. */
  readonly put: (change: Partial<FleetState>) => void;
  /** How many subscribe at present. */
  readonly subscribers: () => number;
}

const NOTHING_YET: FleetState = {
  connection: { state: 'connecting', attempt: 1, error: null, retryAt: null, skippedFrames: 0 },
  queen: null,
  hives: [],
};

/** A fake store that starts as given, else before the first event. */
export function createFakeStore(initial: Partial<FleetState> = {}): FakeStore {
  const listeners = new Set<() => void>();
  let state: FleetState = { ...NOTHING_YET, ...initial };
  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onEvent: () => () => {},
    close: () => listeners.clear(),
    put: (change) => {
      state = { ...state, ...change };
      for (const listener of listeners) listener();
    },
    subscribers: () => listeners.size,
  };
}
