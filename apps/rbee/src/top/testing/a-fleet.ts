import type { FleetState, HiveState } from '@rbee/queen-rbee-sdk';
import type { Scene } from '../frame.ts';
import { pictureOf, rowsOf } from '../picture.ts';
import type { Screen } from '../screen.ts';

/** A hive that reports, without workers. */
export const aHive = (more: Partial<HiveState> = {}): HiveState => ({
  hive_id: 'gpu-1',
  last_update: '2025-10-30T20:15:30Z',
  health: 'healthy',
  workers: [],
  ...more,
});

/** A fleet with a connection, whose queen's clock says 20:15:43 at 1,000 ms of the monotonic clock. */
export const aFleet = (hives: readonly HiveState[], more: Partial<FleetState> = {}): FleetState => ({
  connection: { state: 'live', attempt: 0, error: null, retryAt: null, skippedFrames: 0 },
  queen: {
    workers_online: 1,
    workers_available: 1,
    hives_online: hives.length,
    hives_available: hives.length,
    worker_ids: [],
    hive_ids: hives.filter(({ health }) => health !== 'down').map(({ hive_id }) => hive_id),
    timestamp: '2025-10-30T20:15:43Z',
  },
  beatAt: 1_000,
  hives,
  ...more,
});

/** What is shown at first. */
export const aScreen = (more: Partial<Screen> = {}): Screen => ({
  view: 'workers',
  workerOrder: { by: 'worker', descending: false },
  hiveOrder: { by: 'hive', descending: false },
  filter: '',
  isHelp: false,
  first: 0,
  ...more,
});

/** A scene of a fleet, at the moment of the queen's beat. */
export function aScene(state: FleetState, screen: Screen = aScreen()): Scene {
  const picture = pictureOf(state);
  const rows = rowsOf(picture, screen);
  return {
    picture,
    rows,
    screen,
    queenUrl: 'http://q',
    intervalMs: 1_000,
    since: 1_000,
    now: 1_000,
    wallNow: 0,
  };
}
