import type { Case } from '../contender.ts';
import { connectionsTo } from '../file-limit.ts';
import { startIngest } from '../ingest.ts';
import { barePosts, LIFE_COLUMNS, SETTLE_ROUNDS } from './shared.ts';

/** As many as files may be open, if that is fewer. */
const HIVES = connectionsTo(2, 5_000);
const LOAD = { connections: HIVES, perSecond: HIVES, variants: 2 };

/** How long hives wait for the answer to a POST while somebody watches the whole stream. */
export const POST_ANSWERS: Case = {
  name: 'post-answers',
  title: `Answers to ${HIVES} POSTs a second, each from its own hive, beside one watcher of the whole stream`,
  contenders: [
    ({ startQueen }) => startIngest({ title: 'queen', ...LOAD, start: startQueen, watched: true }),
    barePosts(LOAD),
  ],
  columns: [
    { figure: 'answerP50', head: 'p50 ms', digits: 1 },
    { figure: 'answerP99', head: 'p99 ms', digits: 1 },
    ...LIFE_COLUMNS,
  ],
  settleRounds: SETTLE_ROUNDS,
  ratios: [{ what: 'p99 of an answer, to bare node:http', figure: 'answerP99', of: 0, to: 1 }],
  bounds: [
    { what: 'p99 of an answer, ms', figure: 'answerP99', of: 0, below: 40 },
    { what: 'requests refused', figure: 'refused', of: 0, below: 1 },
    { what: 'samples that the watcher did not receive', figure: 'lost', of: 0, below: 1 },
  ],
  notes: [],
};
