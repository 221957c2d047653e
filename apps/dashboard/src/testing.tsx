import { HeartbeatProvider } from '@rbee/queen-rbee-react';
import type { FleetState, HeartbeatStore, HiveState } from '@rbee/queen-rbee-sdk';
import { render } from '@testing-library/react';
import { App } from './app.tsx';

const QUEEN = 'http://queen:7833/rbee';
const TIME = '2025-10-30T20:15:30Z';

declare const window: Window & { readonly happyDOM: { setURL: (url: string) => void } };

/** A worker in the form of the wire. */
export const worker = (instance: string, gpu_util_pct: number) => ({
  ...{ pid: 1, group: 'llm', instance, cpu_pct: 0, rss_mb: 10, io_r_mb_s: 0, io_w_mb_s: 0, uptime_s: 5 },
  ...{ gpu_util_pct, vram_mb: 10, total_vram_mb: 100, model: 'llama-3.2-1b' },
});
/** A hive with two workers, 8080 and 8081. */
export const hive = (hive_id: string, gpu_util_pct: number): HiveState => ({
  ...{ hive_id, last_update: TIME, health: 'healthy' },
  workers: [worker('8080', gpu_util_pct), worker('8081', 0)],
});
/** A fleet of two hives, a and b. */
export const STATE: FleetState = {
  connection: { state: 'live', attempt: 0, error: null, retryAt: null, skippedFrames: 0 },
  queen: {
    ...{ workers_online: 4, workers_available: 2, hives_online: 2, hives_available: 2 },
    ...{ worker_ids: [], hive_ids: [], timestamp: TIME },
  },
  hives: [hive('a', 90), hive('b', 0)],
};

/** Renders the page at a path below the queen's own, `/rbee`, with a fleet that does not change. */
export function openApp(path: string, state: FleetState = STATE) {
  window.happyDOM.setURL(`${QUEEN}${path}`);
  const store: HeartbeatStore = {
    getState: () => state,
    subscribe: () => () => {},
    onEvent: () => () => {},
    close: () => {},
  };
  render(
    <HeartbeatProvider store={store}>
      <App queenUrl={QUEEN} store={store} />
    </HeartbeatProvider>,
  );
}
