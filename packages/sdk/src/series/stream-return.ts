import type { ConnectionState } from '../state.ts';
import type { HeartbeatStore } from '../store/index.ts';

const isOut = (state: ConnectionState): boolean => state === 'offline' || state === 'unauthorized';

/** Calls whenever the stream is live again after an outage. Returns the function that ends it. */
export function onStreamReturn(
  store: Pick<HeartbeatStore, 'getState' | 'subscribe'>,
  call: () => void,
): () => void {
  let wasOffline = false;
  const leave = store.subscribe(() => {
    const { state } = store.getState().connection;
    const isBack = state === 'live' && wasOffline;
    wasOffline = isOut(state) || (wasOffline && state !== 'live');
    if (isBack) call();
  });
  // Read after the subscription, because a store that was closed is offline until it has a subscriber.
  wasOffline = isOut(store.getState().connection.state);
  return leave;
}
