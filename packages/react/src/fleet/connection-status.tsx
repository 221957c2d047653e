import type { ConnectionState } from '@rbee/queen-rbee-sdk';
import { useNow } from '../clock/index.ts';
import { formatDuration } from '../format/index.ts';
import { useConnection } from '../hooks/index.ts';

const WORDS: Readonly<Record<ConnectionState, string>> = {
  connecting: 'Connecting to the queen…',
  live: 'Live',
  stale: 'Connected, but the queen is silent',
  offline: 'No connection to the queen',
};

/**
 * How the connection of the nearest `<HeartbeatProvider>` stands, in words, with the time until the next
 * attempt while there is none.
 */
export function ConnectionStatus() {
  const { state, attempt, error, retryAt } = useConnection();
  // A store that was closed, or has no address to ask, tries nothing.
  const tries = attempt > 0 || retryAt !== null;
  return (
    <p className={`rbee-scope rbee-connection rbee-connection--${state}`} title={error ?? undefined}>
      <span className="rbee-connection-mark" aria-hidden="true" />
      <span role="status">{WORDS[state]}</span>
      {state === 'offline' && tries && <NextAttempt at={retryAt} />}
    </p>
  );
}

/** Stands outside the status: a countdown that is read aloud each second helps nobody. */
function NextAttempt({ at }: { readonly at: number | null }) {
  const now = useNow();
  if (now === null) return null;
  const left = at === null ? 0 : Math.ceil((at - now) / 1_000);
  return (
    <span className="rbee-connection-next">
      {left > 0 ? `next attempt in ${formatDuration(left)}` : 'trying again…'}
    </span>
  );
}
