import { type ReactNode, useState } from 'react';
import { useClockOffset, useNow } from './clock.ts';
import { FleetCounts, type FleetCountsProps } from './fleet-counts.tsx';
import { HiveCard } from './hive-card.tsx';
import type { HiveData } from './telemetry.ts';

/** Props of `<HeartbeatMonitor>`: the seed page's three are required, the others optional. */
export interface HeartbeatMonitorProps extends FleetCountsProps {
  /** Every known hive; `data.hives` of `useHeartbeat`. */
  readonly hives: readonly HiveData[];
  /** Whether the data is current; `connected` of `useHeartbeat`. Default true. */
  readonly connected?: boolean | undefined;
  /** The queen's time; `data.timestamp` of `useHeartbeat`. Ages are then counted by the queen's clock ([H7]). */
  readonly timestamp?: string | undefined;
  /** Shown in place of the hives once a live connection has known none for three seconds. */
  readonly empty?: ReactNode;
}

/** The whole fleet: its counts, and every hive with its workers. */
export function HeartbeatMonitor(props: HeartbeatMonitorProps) {
  const { hives, connected = true, timestamp, empty, ...counts } = props;
  const clockOffsetMs = useClockOffset(timestamp);
  return (
    <section
      className={`rbee-scope rbee-monitor${connected ? '' : ' rbee-monitor--stale'}`}
      aria-label="Heartbeat monitor"
    >
      <FleetCounts {...counts} />
      {connected && hives.length === 0 && (
        <EmptyFleet>{empty ?? <p className="rbee-note">No hive has reported yet.</p>}</EmptyFleet>
      )}
      {hives.map((hive) => (
        <HiveCard key={hive.hive_id} hive={hive} connected={connected} clockOffsetMs={clockOffsetMs} />
      ))}
    </section>
  );
}

const EMPTY_DELAY_MS = 3_000;

/**
 * Shown instead of the hives while a live connection has none. A queen that has just started has none until
 * their next heartbeats arrive, so `children` (the text that there is no hive) appear after three seconds.
 */
export function EmptyFleet({ children }: { readonly children: ReactNode }) {
  const now = useNow();
  const [since, setSince] = useState(now);
  // `now` is null on a server; a clock that was set back restarts the wait.
  if (now !== null && (since === null || since > now)) setSince(now);
  return isDue(since, now) ? children : <p className="rbee-note">Waiting for a heartbeat…</p>;
}

const isDue = (since: number | null, now: number | null): boolean =>
  since !== null && now !== null && now - since >= EMPTY_DELAY_MS;
