import type { Case, Column, Settings } from '../contender.ts';
import { type IngestWish, startIngest } from '../ingest.ts';
import { linksTo } from '../load/transports.ts';
import { startReference } from '../servers/reference.ts';

/** How many hives report to a server, and how often. */
type Load = Pick<IngestWish, 'connections' | 'perSecond' | 'variants'>;

/**
 * Warm-up rounds for hives with one heartbeat a second: the first heartbeats of each hive, about 16, cost the queen more than
 * later ones.
 */
export const SETTLE_ROUNDS = 5;

/** What is shown of heartbeats that come in as in life. */
export const LIFE_COLUMNS: readonly Column[] = [
  { figure: 'cpuUsEach', head: 'µs of CPU each', digits: 1 },
  { figure: 'perSecond', head: 'taken a second', digits: 0 },
  { figure: 'cores', head: 'cores', digits: 2 },
  { figure: 'refused', head: 'refused', digits: 0 },
  { figure: 'withheld', head: 'late', digits: 0 },
  { figure: 'lost', head: 'not told', digits: 0 },
];

/** Bare node:http, as cheap as a server of it that reads heartbeats can be. */
export const barePosts =
  (wish: Load): Case['contenders'][number] =>
  () =>
    startIngest({
      title: 'bare node:http: reads and parses the body, answers 204',
      ...{ ...wish, start: () => startReference('bare-post') },
    });

/** The same over links. */
export const bareLinks =
  (wish: Load): Case['contenders'][number] =>
  () =>
    startIngest({
      title: 'bare links of ws: reads and parses the frame, acknowledges',
      ...wish,
      start: () => startReference('bare-link'),
      transportTo: linksTo,
    });

/** A queen whose heartbeats are posted as fast as they are answered. */
export const busyQueen =
  (connections: number): Case['contenders'][number] =>
  ({ startQueen }: Settings) =>
    startIngest({
      title: 'queen: full checks, stored, broadcast to one watcher',
      ...{ start: startQueen, connections, watched: true },
    });
