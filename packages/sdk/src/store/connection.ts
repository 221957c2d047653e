import type { Connection } from '../state.ts';
import type { LoopSignal } from '../stream/index.ts';

/** Every event that can change the connection. */
export type ConnectionSignal =
  | LoopSignal
  /** Bytes came, perhaps with a valid event in them; `skipped` is the number of invalid frames. */
  | { readonly type: 'received'; readonly hasEvent: boolean; readonly skipped: number }
  /** The last subscriber left. */
  | { readonly type: 'stopped' }
  /** The store was closed for good. */
  | { readonly type: 'closed' };

/** The connection before the first attempt. */
export const FIRST_CONNECTION: Connection = {
  state: 'connecting',
  attempt: 0,
  error: null,
  retryAt: null,
  skippedFrames: 0,
};

/** The connection after a signal; the same object if the signal changes nothing. */
export function applySignal(connection: Connection, signal: ConnectionSignal): Connection {
  const { state, attempt, skippedFrames } = connection;
  switch (signal.type) {
    case 'attempt':
      return { ...connection, attempt: attempt + 1, retryAt: null };
    case 'silent':
      return state === 'live' ? { ...connection, state: 'stale' } : connection;
    case 'received':
      return applyReceived(connection, signal.hasEvent, signal.skipped);
    case 'ended':
      return { ...connection, state: 'offline', error: signal.error, retryAt: signal.retryAt };
    case 'unauthorized':
      return { ...connection, state: 'unauthorized', error: signal.error, retryAt: signal.retryAt };
    case 'retried':
    case 'stopped':
      return { ...FIRST_CONNECTION, skippedFrames };
    case 'closed':
      return { ...FIRST_CONNECTION, state: 'offline', error: 'The store was closed.', skippedFrames };
  }
}

/** A valid event makes the connection live; a stale one becomes live by any byte, such as a keep-alive ([S7]). */
function applyReceived(connection: Connection, hasEvent: boolean, skipped: number): Connection {
  const { state } = connection;
  const skippedFrames = connection.skippedFrames + skipped;
  if (state === 'stale' || (hasEvent && state !== 'live')) {
    return { ...FIRST_CONNECTION, state: 'live', skippedFrames };
  }
  return skipped === 0 ? connection : { ...connection, skippedFrames };
}
