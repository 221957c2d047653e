import { type ReactNode, useState } from 'react';
import { QueenClockContext, useNow, useQueenClock } from './clock.ts';
import { ShowHistory } from './history/index.ts';
import { HiveCard } from './hive-card.tsx';
import type { HiveData } from './telemetry.ts';

/** Props of `<FleetCounts>`. */
export interface FleetCountsProps {
  /** Workers of online hives ([R2]). */
  readonly workersOnline: number;
  /** Online workers that are known to be idle ([R2]); not shown if undefined. */
  readonly workersAvailable?: number | undefined;
  /** Hives that are healthy or degraded ([R1]). */
  readonly hivesOnline: number;
  /** Hives that can accept work ([R3]); not shown if undefined. */
  readonly hivesAvailable?: number | undefined;
}

/** Props of `<HeartbeatMonitor>`: the seed page's three are required, the others optional. */
export interface HeartbeatMonitorProps extends FleetCountsProps {
  /** Every known hive; `data.hives` of `useHeartbeat`. */
  readonly hives: readonly HiveData[];
  /** True (the default) if the data is current; `connected` of `useHeartbeat`. */
  readonly connected?: boolean | undefined;
  /** The queen's time; `data.timestamp` of `useHeartbeat`. Ages are then counted by the queen's clock ([H7]). */
  readonly timestamp?: string | undefined;
  /**
   * True: if the queen of the nearest `<HeartbeatProvider>` keeps a history, workers have sparklines and hives have charts.
   * Default: only the present is shown.
   */
  readonly history?: boolean | undefined;
  /** Shown instead of the hives if a live connection has had none for three seconds. */
  readonly empty?: ReactNode;
}

/** Hives whose charts are open at first: those of a larger fleet would hide its workers. */
const MOST_WITH_CHARTS = 2;

/** The whole fleet: its counts, and every hive with its workers. */
export function HeartbeatMonitor(props: HeartbeatMonitorProps) {
  const { hives, connected = true, timestamp, history = false, empty, ...counts } = props;
  const queenClock = useQueenClock(timestamp);
  const cards = hives.map((hive) => <HiveCard key={hive.hive_id} hive={hive} connected={connected} />);
  return (
    <section
      className={`rbee-scope rbee-monitor${connected ? '' : ' rbee-monitor--stale'}`}
      aria-label="Heartbeat monitor"
    >
      <FleetCounts {...counts} />
      {connected && hives.length === 0 && (
        <EmptyFleet>{empty ?? <p className="rbee-note">No hive has reported yet.</p>}</EmptyFleet>
      )}
      <QueenClockContext.Provider value={queenClock}>
        {history ? (
          <ShowHistory areChartsOpen={hives.length <= MOST_WITH_CHARTS}>{cards}</ShowHistory>
        ) : (
          cards
        )}
      </QueenClockContext.Provider>
    </section>
  );
}

/** The numbers of workers and hives. */
export function FleetCounts(props: FleetCountsProps) {
  const { workersOnline, workersAvailable, hivesOnline, hivesAvailable } = props;
  return (
    <dl className="rbee-scope rbee-counts">
      <Count label="Workers online" value={workersOnline} />
      <Count
        label="Workers available"
        value={workersAvailable}
        title="Online, on a healthy hive, and known to be idle"
      />
      <Count label="Hives online" value={hivesOnline} />
      <Count label="Hives available" value={hivesAvailable} title="Healthy, and ready to take work" />
    </dl>
  );
}

interface CountProps {
  readonly label: string;
  readonly value: number | undefined;
  readonly title?: string;
}

function Count({ label, value, title }: CountProps) {
  if (value === undefined) return null;
  return (
    <div className="rbee-count" title={title}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const EMPTY_DELAY_MS = 3_000;

/**
 * Shown instead of the hives while a live connection has none. A queen that has just started has none until
 * their next heartbeats arrive, so `children` (the text that there is no hive) appear after three seconds.
 */
function EmptyFleet({ children }: { readonly children: ReactNode }) {
  const now = useNow();
  const [since, setSince] = useState(now);
  if (since === null && now !== null) setSince(now); // `now` is null on a server
  const isDue = now !== null && since !== null && now - since >= EMPTY_DELAY_MS;
  return isDue ? children : <p className="rbee-note">Waiting for a heartbeat…</p>;
}
