import type { Case } from '../contender.ts';
import { impatientLinks, realHives, startRecovery } from '../recovery.ts';

/** How soon a small fleet reports again once its queen is back. */
export const RECOVERY: Case = {
  name: 'recovery',
  title: 'Time from the start of a queen that was killed until each of its 50 hives has sent a heartbeat',
  contenders: [
    ({ startQueen }) => startRecovery('hives', realHives(true), startQueen),
    ({ startQueen }) => startRecovery('hives that hear no `retry_ms`', realHives(false), startQueen),
    ({ startQueen }) => startRecovery('links that are tried every 100 ms', impatientLinks, startQueen),
  ],
  columns: [
    { figure: 'median', head: 'median, ms', digits: 0 },
    { figure: 'p95', head: '95th percentile, ms', digits: 0 },
    { figure: 'last', head: 'last hive, ms', digits: 0 },
  ],
  ratios: [
    { what: 'hives that hear no `retry_ms` / hives, median', figure: 'median', of: 1, to: 0 },
    { what: 'hives / links that are tried every 100 ms, median', figure: 'median', of: 0, to: 2 },
  ],
  bounds: [{ what: 'median of the hives, ms', figure: 'median', of: 0, below: 1_500 }],
  notes: ['The queen was away for the length of a round.'],
};
