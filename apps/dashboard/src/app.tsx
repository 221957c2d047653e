import {
  ConnectionStatus,
  type HeartbeatHive,
  HeartbeatMonitor,
  HistoryNotice,
  type UseHeartbeatResult,
  useHeartbeat,
} from '@rbee/queen-rbee-react';
import { NoHives, NoQueen, SampleNotice } from './notices.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

/** The whole page. */
export function App({ queenUrl }: { readonly queenUrl: string }) {
  const heartbeat = useHeartbeat();
  const { data, connected, loading, error } = heartbeat;
  return (
    <div className="page">
      <title>{titleOf(heartbeat)}</title>
      <header className="header">
        <h1 className="brand">
          <img src="./favicon.svg" alt="" width="26" height="26" />
          rbee
        </h1>
        <ConnectionStatus />
        <ThemeSwitch />
      </header>
      <main className="main">
        {error !== null && <NoQueen queenUrl={queenUrl} error={error} showsLastState={data !== null} />}
        {loading && <p className="waiting">Waiting for the queen's first beat…</p>}
        <HistoryNotice />
        {connected && data?.hives.some(showsSamples) && <SampleNotice />}
        {data && (
          <HeartbeatMonitor
            workersOnline={data.workers_online}
            workersAvailable={data.workers_available}
            hivesOnline={data.hives_online}
            hivesAvailable={data.hives_available}
            hives={data.hives}
            connected={connected}
            timestamp={data.timestamp}
            history
            empty={<NoHives queenUrl={queenUrl} />}
          />
        )}
      </main>
    </div>
  );
}

/** The page title with the counts, so that a background tab shows them too. */
function titleOf({ data, connected }: UseHeartbeatResult): string {
  if (!data) return 'rbee';
  if (!connected) return 'not connected · rbee';
  return `${counted(data.workers_online, 'worker')}, ${counted(data.hives_online, 'hive')} · rbee`;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** True if the hive has sample workers. Those of a hive that is down may have ended. */
const showsSamples = ({ health, workers }: HeartbeatHive): boolean =>
  health !== 'down' && workers.some((worker) => worker.origin === 'sample');
