import { HeartbeatMonitor, useHeartbeat } from '@rbee/queen-rbee-react';
import '@rbee/queen-rbee-react/styles.css';

export function Monitor({ queen }: { readonly queen?: string }) {
  const { data, connected, loading, error } = useHeartbeat(queen);
  if (!data) return <p>{loading ? 'Connecting…' : error}</p>;
  return (
    <HeartbeatMonitor
      workersOnline={data.workers_online}
      hivesOnline={data.hives_online}
      hives={data.hives}
      connected={connected}
      timestamp={data.timestamp}
    />
  );
}
