import '@rbee/queen-rbee-react/styles.css';
import { HeartbeatMonitor, HeartbeatProvider, HiveHistory, useHeartbeat } from '@rbee/queen-rbee-react';
import { createRoot } from 'react-dom/client';

const baseUrl = new URLSearchParams(location.search).get('queen') ?? undefined;

/** The charts come first, as they are drawn only in sight. */
function Fleet() {
  const { data, connected, loading, error } = useHeartbeat();
  if (!data) return <p>{loading ? 'Connecting' : error}</p>;
  const { hives, workers_online, hives_online, timestamp } = data;
  return (
    <>
      {hives.map((hive) => (
        <HiveHistory key={hive.hive_id} hive={hive} />
      ))}
      <HeartbeatMonitor
        {...{ hives, connected, timestamp }}
        workersOnline={workers_online}
        hivesOnline={hives_online}
      />
    </>
  );
}

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <HeartbeatProvider {...(baseUrl !== undefined && { baseUrl })}>
      <Fleet />
    </HeartbeatProvider>,
  );
}
