/**
 * CPU time and bytes of the history with its files, and how long questions take while a fleet reports. Exits with 1 if a target is
 * missed; `--write` puts the result into docs/measurements.md.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Question } from '../../packages/history/src/index.ts';
import { DEFAULT_BOUNDS, openHistory } from '../../packages/history/src/index.ts';
import { historyFolder, StoreWriter } from '../../packages/history/src/store/index.ts';
import { median } from '../measured.ts';
import { isBelow, publish, statusOf, tableLines, type Verdict, verdictLines } from '../report.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { Cpu } from './cpu.ts';
import { COLUMNS, Load, WORKERS } from './load.ts';
import { pastDay } from './past-day.ts';

const START = Date.parse('2026-11-28T00:00:00Z');
const DAY_MS = 86_400_000;
/** Until the third minute nothing is written. */
const WARM_UP_SECONDS = 180;
/** Rounds of questions while the fleet reports, one a second. */
const ROUNDS = 20;
/** What the tier of seconds has must not be removed while it is measured. */
const BOUNDS = { ...DEFAULT_BOUNDS, '1s': { max_age_ms: 2 * DAY_MS, max_bytes: 2 ** 40 } };

const { values } = parseArgs({
  options: {
    hives: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '600' },
    write: { type: 'boolean', default: false },
  },
});
const [hives, seconds] = [Number(values.hives), Number(values.seconds)];
const dataFolder = temporaryFolder('rbee-bench-history-');
const folder = historyFolder(dataFolder);
const load = new Load(hives, 'random', START);
/** Bytes of the pages of the day, those in its write-ahead log included. */
function sizeOfSeconds(): number {
  const db = new DatabaseSync(join(folder, 'seconds-2026-11-28.db'), { readOnly: true });
  const pages = Number(db.prepare('PRAGMA page_count').get()?.['page_count']);
  db.close();
  return pages * 4_096;
}

const written = write();
const asked = await ask();
const verdicts: Verdict[] = [
  isBelow('the store with the log, ms of CPU a second', written.cpuMs, (5 * hives) / 1_000),
  isBelow('bytes a sample in the tier of seconds', written.bytes, 0.8),
  isBelow("one worker's 24 h at a second, ms", asked.series, 30),
  isBelow('top 20 of all workers over 24 h, ms', asked.top, 300),
  isBelow('who held a GPU at an instant, ms', asked.holders, 10),
];
const text = [
  '#### The history with its files',
  '',
  ...tableLines('writing', { amount: 2 }, [
    ['ms of CPU a second', written.cpuMs],
    ['longest second, ms', written.longestMs],
    ['bytes a sample in the file of the day', written.bytes],
    ['MiB of resident memory at the end', process.memoryUsage().rss / 2 ** 20],
  ]),
  '',
  ...tableLines('question while the fleet reports, median of 20, ms', { ms: 1 }, [
    ["one worker's 24 h at a second", asked.series],
    ['top 20 of all workers over 24 h', asked.top],
    ['who held a GPU at an instant', asked.holders],
    ['start with this store, after it was closed', asked.startMs],
  ]),
  '',
  ...verdictLines(verdicts),
].join('\n');
const how = `${hives} hives of ${WORKERS} workers and GPUs, ${COLUMNS} random figures each; ${seconds} simulated seconds`;
publish('history-store', text, how, values.write);
process.exitCode = statusOf(verdicts);

/** Writes a day, then the seconds that are measured. */
function write() {
  const writer = new StoreWriter({ folder, bounds: BOUNDS, pid: process.pid });
  for (const second of pastDay(load.layouts, START)) writer.append(second);
  for (let i = 0; i < WARM_UP_SECONDS; i += 1) writer.append(load.next());
  const before = sizeOfSeconds();
  const cpu = new Cpu<'append'>();
  let longestMs = 0;
  for (let i = 0; i < seconds; i += 1) {
    const second = load.next();
    const startedAt = performance.now();
    cpu.of('append', () => writer.append(second));
    longestMs = Math.max(longestMs, performance.now() - startedAt);
  }
  const cpuMs = cpu.ms('append') / seconds;
  const bytes = (sizeOfSeconds() - before) / (seconds * hives * COLUMNS);
  writer.close();
  return { cpuMs, longestMs, bytes };
}

/** Asks a history in its threads, while the fleet reports at its real pace. */
async function ask() {
  const now = () => START + (WARM_UP_SECONDS + seconds) * 1_000;
  const clock = {
    now,
    after: (ms: number, call: () => void) => {
      const controller = new AbortController();
      setTimeout(ms, undefined, controller).then(call, () => {});
      return () => controller.abort();
    },
  };
  const startedAt = performance.now();
  const history = await openHistory({ dataFolder, bounds: BOUNDS, clock });
  const startMs = performance.now() - startedAt;
  const worker = { hive_id: 'gpu-0000', group: 'llm', instance: '8001' };
  const day = { from: START - DAY_MS + 60_000, to: START };
  const questions: Record<'series' | 'top' | 'holders', Question> = {
    series: { kind: 'series', query: { ...day, of: { worker }, fields: ['cpu_pct'], max_points: 86_400 } },
    top: { kind: 'top', query: { ...day, by: 'worker', field: 'cpu_pct', n: 20, order: 'mean' } },
    holders: { kind: 'holders', query: { uuid: gpuOf(500), at: START + 100_000 } },
  };
  const ms = { series: [] as number[], top: [] as number[], holders: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const second = load.next();
    history.append(round === 0 ? { ...second, layouts: load.layouts } : second);
    for (const kind of ['series', 'top', 'holders'] as const)
      ms[kind].push(await msOf(history, questions[kind]));
    await setTimeout(1_000);
  }
  await history.close();
  return { startMs, series: median(ms.series), top: median(ms.top), holders: median(ms.holders) };
}

async function msOf(history: Awaited<ReturnType<typeof openHistory>>, question: Question): Promise<number> {
  const startedAt = performance.now();
  const answer = await history.ask(question);
  const ms = performance.now() - startedAt;
  if (answer.kind !== 'json' || answer.bytes.length < 200)
    throw new Error(`There is no answer: ${JSON.stringify(answer)}`);
  return ms;
}

function gpuOf(hive: number): string {
  const uuid = load.layouts[hive % hives]?.entities.flatMap((it) => (it.kind === 'gpu' ? [it.uuid] : []))[0];
  if (uuid === undefined) throw new Error('The hive has no GPU.');
  return uuid;
}
