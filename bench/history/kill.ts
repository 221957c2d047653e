/** Kills a history again and again at random seconds, and looks for what was lost. Exits with 1 if anything was; `--times` of kills. */
import { parseArgs } from 'node:util';
import { killAtRandom } from '../../packages/history/src/testing/index.ts';
import { isBelow, publish, statusOf, verdictLines } from '../report.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const { values } = parseArgs({
  options: { times: { type: 'string', default: '200' }, write: { type: 'boolean', default: false } },
});
const times = Number(values.times);
const { kept, lost, slowestStartMs } = await killAtRandom(
  temporaryFolder('rbee-bench-kill-'),
  times,
  Math.random,
);
const verdicts = [
  isBelow('seconds lost that were synced to disk', lost.length, 1),
  isBelow('longest start of a process until a second is taken, s', slowestStartMs / 1_000, 5),
];
publish(
  'history-kill',
  verdictLines(verdicts).join('\n'),
  `${times} kills, ${kept} seconds kept`,
  values.write,
);
process.exitCode = statusOf(verdicts);
