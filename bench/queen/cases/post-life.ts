import type { Case } from '../contender.ts';
import { connectionsTo } from '../file-limit.ts';
import { startIngest } from '../ingest.ts';
import { barePosts, LIFE_COLUMNS, SETTLE_ROUNDS } from './shared.ts';

/** As many as files may be open, if that is fewer. */
const HIVES = connectionsTo(2, 10_000);

/** POSTs as they come in life: many connections, each one heartbeat a second. */
export const POST_LIFE: Case = {
  name: 'post-life',
  title: `POST ingest, ${HIVES} connections with one heartbeat a second each`,
  contenders: [
    ({ startQueen }) =>
      startIngest({
        title: 'queen: full checks, stored, broadcast to one watcher',
        ...{ start: startQueen, connections: HIVES, perSecond: HIVES, watched: true },
        variants: 2,
      }),
    barePosts({ connections: HIVES, perSecond: HIVES, variants: 2 }),
  ],
  columns: LIFE_COLUMNS,
  settleRounds: SETTLE_ROUNDS,
  ratios: [{ what: 'CPU of a POST, to bare node:http', figure: 'cpuUsEach', of: 0, to: 1, atMost: 1.2 }],
  bounds: [
    { what: 'requests refused', figure: 'refused', of: 0, below: 1 },
    { what: 'requests not answered within a second', figure: 'withheld', of: 0, below: 1 },
  ],
  notes: [],
};
