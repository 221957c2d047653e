import type { ReactNode } from 'react';
import { useClockOffset } from '../clock/index.ts';
import { FleetCounts, type FleetCountsProps } from '../fleet/index.ts';
import { HiveCard } from '../hive/index.ts';
import type { HiveData } from '../telemetry/index.ts';
import { EmptyFleet } from './empty-fleet.tsx';

/** Props of `<HeartbeatMonitor>`: the seed's three, and what makes it say more. */
export interface HeartbeatMonitorProps extends FleetCountsProps {
  /** Every known hive; `data.hives` of `useHeartbeat`. */
  readonly hives: readonly HiveData[];
  /** Whether this is of the moment; `connected` of `useHeartbeat`. Default true. */
  readonly connected?: boolean | undefined;
  /** The queen's time; `data.timestamp` of `useHeartbeat`. Ages are then counted by the queen's clock ([H7]). */
  readonly timestamp?: string | undefined;
  /** Shown in place of the hives once a live connection has known none for three seconds. */
  readonly empty?: ReactNode;
}

/** The whole fleet: its numbers, and every hive with its workers. */
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
