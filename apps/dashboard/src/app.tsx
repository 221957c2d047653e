import {
  ConnectionStatus,
  type HeartbeatData,
  type HeartbeatHive,
  HeartbeatMonitor,
  useHeartbeat,
} from '@rbee/queen-rbee-react';
import { NoHives, NoQueen, SampleNotice } from './notices.tsx';
import { ThemeSwitch } from './theme-switch.tsx';
import { titleOf } from './title.ts';

/** The whole page. */
export function App({ queenUrl }: { readonly queenUrl: string }) {
  const heartbeat = useHeartbeat();
  const { data, connected, loading, error } = heartbeat;
  return (
    <div className="page">
      <title>{titleOf(heartbeat)}</title>
      <Header />
      <main className="main">
        {error !== null && <NoQueen queenUrl={queenUrl} error={error} keepsLast={data !== null} />}
        {loading && <p className="waiting">Waiting for the queen's first beat…</p>}
        {data && <Fleet data={data} connected={connected} queenUrl={queenUrl} />}
      </main>
    </div>
  );
}

function Header() {
  return (
    <header className="header">
      <h1 className="brand">
        <img src="./favicon.svg" alt="" width="26" height="26" />
        rbee
      </h1>
      <ConnectionStatus />
      <ThemeSwitch />
    </header>
  );
}

/** Props of the fleet. */
interface FleetProps {
  readonly data: HeartbeatData;
  readonly connected: boolean;
  readonly queenUrl: string;
}

function Fleet({ data, connected, queenUrl }: FleetProps) {
  return (
    <>
      {connected && data.hives.some(showsSamples) && <SampleNotice />}
      <HeartbeatMonitor
        workersOnline={data.workers_online}
        workersAvailable={data.workers_available}
        hivesOnline={data.hives_online}
        hivesAvailable={data.hives_available}
        hives={data.hives}
        connected={connected}
        timestamp={data.timestamp}
        empty={<NoHives queenUrl={queenUrl} />}
      />
    </>
  );
}

/** Whether sample workers run there as far as is known: those of a hive that is down may have ended. */
const showsSamples = ({ health, workers }: HeartbeatHive): boolean =>
  health !== 'down' && workers.some((worker) => worker.origin === 'sample');
