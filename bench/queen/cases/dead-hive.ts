import type { Case } from '../contender.ts';
import { startDeadHive } from '../dead-hive.ts';

/** How soon watchers hear of a hive that is gone. */
export const DEAD_HIVE: Case = {
  name: 'dead-hive',
  title: 'Time from the end of a hive that reports every second to the `degraded` event at a watcher',
  contenders: [
    ({ startQueen }) => startDeadHive('its link closes', 'closed', startQueen),
    ({ startQueen }) => startDeadHive('it sends nothing any more', 'silent', startQueen),
  ],
  columns: [{ figure: 'ms', head: 'ms', digits: 0 }],
  ratios: [],
  bounds: [
    { what: 'a link that closes, ms', figure: 'ms', of: 0, below: 1_000 },
    { what: 'three intervals and one check, ms', figure: 'ms', of: 1, below: 3_300 },
  ],
  notes: ['The queen checks for silent hives four times a second.'],
};
