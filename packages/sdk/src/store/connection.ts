import type { Connection } from '../state.ts';
import type { LoopSignal } from '../stream/index.ts';

/** All that can change how the store stands with its queen. */
export type ConnectionSignal =
  | LoopSignal
  /** Bytes came; `spoke` when a valid event was among them. */
  | { readonly type: 'heard'; readonly spoke: boolean; readonly skipped: number }
  /** Nobody listens any more: the next subscriber starts afresh. */
  | { readonly type: 'stopped' }
  /** The store was closed for good. */
  | { readonly type: 'closed' };

/** Before the first attempt. */
export const FIRST_CONNECTION: Connection = {
  state: 'connecting',
  attempt: 0,
  error: null,
  retryAt: null,
  skippedFrames: 0,
};

const CLOSED = { ...FIRST_CONNECTION, state: 'offline', error: 'The store was closed.' } as const;

/** The connection after a signal; the same object where the signal changes nothing. */
export function foldConnection(connection: Connection, signal: ConnectionSignal): Connection {
  const { skippedFrames } = connection;
  switch (signal.type) {
    case 'attempt':
      return { ...connection, attempt: connection.attempt + 1, retryAt: null };
    case 'silent':
      return connection.state === 'live' ? { ...connection, state: 'stale' } : connection;
    case 'heard':
      return foldHeard(connection, signal.spoke, signal.skipped);
    case 'ended':
      return { ...connection, state: 'offline', error: signal.error, retryAt: signal.retryAt };
    case 'stopped':
      return { ...FIRST_CONNECTION, skippedFrames };
    case 'closed':
      return { ...CLOSED, skippedFrames };
  }
}

/** An event makes it live; once it was, any byte does: a keep-alive is a sign of life ([S7]). */
function foldHeard(connection: Connection, spoke: boolean, skipped: number): Connection {
  const { state } = connection;
  const skippedFrames = connection.skippedFrames + skipped;
  if (state !== 'live' && (spoke || state === 'stale'))
    return { ...FIRST_CONNECTION, state: 'live', skippedFrames };
  return skipped === 0 ? connection : { ...connection, skippedFrames };
}
