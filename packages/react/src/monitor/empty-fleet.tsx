import { type ReactNode, useState } from 'react';
import { useNow } from '../clock/index.ts';

const PATIENCE_MS = 3_000;

/**
 * What stands in the place of the hives while a live connection knows none. A queen that has just started
 * knows none either, until their next heartbeats reach her: so `children`, which say that there is no hive,
 * wait for three seconds.
 */
export function EmptyFleet({ children }: { readonly children: ReactNode }) {
  const now = useNow();
  const [since, setSince] = useState(now);
  // Not yet known where a server rendered; and a clock that was set back starts the count over.
  if (now !== null && (since === null || since > now)) setSince(now);
  return isDue(since, now) ? children : <p className="rbee-note">Waiting for a heartbeat…</p>;
}

const isDue = (since: number | null, now: number | null): boolean =>
  since !== null && now !== null && now - since >= PATIENCE_MS;
