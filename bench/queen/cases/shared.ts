import type { Case, Column, Settings } from '../contender.ts';
import { startIngest } from '../ingest.ts';
import { startQueen } from '../servers/queen.ts';

/**
 * Hives with one heartbeat a second are measured once they have been there for a while: a queen reads the first heartbeats of
 * each in full, and makes use of what she learned of it one hive after the other, within some 16 heartbeats.
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

/** A queen whose heartbeats are posted as fast as they are answered. */
export const busyQueen =
  (connections: number): Case['contenders'][number] =>
  ({ queenFlags }: Settings) =>
    startIngest({
      title: 'queen: full checks, stored, broadcast to one watcher',
      ...{ start: () => startQueen(queenFlags), connections, watched: true },
    });
