import type { ConnectionState } from '@rbee/queen-rbee-sdk';
import { useMemo } from 'react';
import { useNow } from './clock.ts';
import { formatDuration } from './format.ts';
import { useConnection } from './use-fleet.ts';

const WORDS: Readonly<Record<ConnectionState, string>> = {
  connecting: 'Connecting to the queen…',
  live: 'Live',
  stale: 'Connected, but the queen is silent',
  offline: 'No connection to the queen',
  unauthorized: 'The queen asks who you are',
};

/**
 * The connection state of the nearest `<HeartbeatProvider>` as text, with the time until the next attempt
 * while offline.
 */
export function ConnectionStatus() {
  const { state, attempt, error, retryAt } = useConnection();
  // A store that was closed or has an invalid address never reconnects.
  const tries = attempt > 0 || retryAt !== null;
  return (
    <p className={`rbee-scope rbee-connection rbee-connection--${state}`} title={error ?? undefined}>
      <span className="rbee-connection-mark" aria-hidden="true" />
      <span role="status">{WORDS[state]}</span>
      {state === 'offline' && tries && <NextAttempt at={retryAt} />}
    </p>
  );
}

/** Outside `role="status"`, so that a screen reader does not announce the countdown every second. */
function NextAttempt({ at }: { readonly at: number | null }) {
  const now = useNow();
  // Counted by the clock that nobody sets, as of the moment at which the attempt was planned.
  const due = useMemo(() => (at === null ? 0 : performance.now() + at - Date.now()), [at]);
  if (now === null) return null;
  const left = Math.ceil((due - now) / 1_000);
  return (
    <span className="rbee-connection-next">
      {left > 0 ? `next attempt in ${formatDuration(left)}` : 'trying again…'}
    </span>
  );
}
