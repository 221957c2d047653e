'use client';

import { ConnectionStatus, HeartbeatMonitor, HeartbeatProvider, useHeartbeat } from '@rbee/queen-rbee-react';

/** Nobody listens at this address: what the server renders must not wait for a queen. */
const QUEEN = 'http://127.0.0.1:9';

function Monitor() {
  const { data } = useHeartbeat();
  return <HeartbeatMonitor workersOnline={0} hivesOnline={0} hives={data?.hives ?? []} />;
}

export function Fleet() {
  return (
    <HeartbeatProvider baseUrl={QUEEN}>
      <ConnectionStatus />
      <Monitor />
    </HeartbeatProvider>
  );
}
