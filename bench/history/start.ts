/**
 * How long a history takes to start with a large store that a killed queen left: the store is made in a few seconds by copying rows of
 * real minutes. Exits with 1 if the target is missed; `--gigabytes` of the tier of seconds.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { DEFAULT_BOUNDS, openHistory } from '../../packages/history/src/index.ts';
import { historyFolder, StoreWriter } from '../../packages/history/src/store/index.ts';
import { isBelow, publish, statusOf, tableLines, verdictLines } from '../report.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { Load } from './load.ts';

const HIVES = 1_000;
/** When the killed queen began: late in a day, so that the day has room for the copies before it. */
const START = Date.parse('2026-11-28T23:00:00Z');
const RECORDED_SECONDS = 150;
const MINUTE_MS = 60_000;
/** Minutes that are not joined at the time of a start. */
const ALONE_MINUTES = 75;
const SIZE = 2 ** 40;
const BOUNDS = {
  '1s': { ...DEFAULT_BOUNDS['1s'], max_bytes: SIZE },
  '1m': { ...DEFAULT_BOUNDS['1m'], max_bytes: SIZE },
  '15m': { ...DEFAULT_BOUNDS['15m'], max_bytes: SIZE },
};

const { values } = parseArgs({
  options: {
    gigabytes: { type: 'string', default: '7' },
    /** The folder in which this program, started by itself, records until it kills itself. */
    record: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
if (values.record !== undefined) record(values.record);
else process.exitCode = await main(Number(values.gigabytes) * 2 ** 30);

async function main(bytes: number): Promise<number> {
  const dataFolder = temporaryFolder('rbee-bench-start-');
  const folder = historyFolder(dataFolder);
  spawnSync(process.execPath, [import.meta.filename, '--record', folder], { stdio: 'inherit' });
  copyRows(join(folder, 'seconds-2026-11-28.db'), bytes);
  copyRows(join(folder, 'minutes-2026-11-26.db'), bytes, ALONE_MINUTES);
  const size = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  const clock = { now: () => START + RECORDED_SECONDS * 1_000, after: () => () => {} };
  const history = await openHistory({ dataFolder, bounds: BOUNDS, clock });
  const startMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  history.append({ at: clock.now(), layouts: [], ended: [], samples: new Float64Array(), events: [] });
  await history.synced();
  const takenMs = performance.now() - startedAt;
  const { lost } = history.info();
  await history.close();
  const verdicts = [isBelow('start until a second is on the disk, s', takenMs / 1_000, 5)];
  const text = [
    '#### Start with a large store',
    '',
    ...tableLines('after a kill', { amount: 2 }, [
      ['GiB of files', size / 2 ** 30],
      ['s until the history is open, what the log has is replayed', startMs / 1_000],
      ['s of CPU until then', (user + system) / 1e6],
      ['s until a second is on the disk', takenMs / 1_000],
      ['samples lost', lost],
    ]),
    '',
    ...verdictLines(verdicts),
  ].join('\n');
  publish('history-start', text, `${HIVES} hives of 8 workers and GPUs`, values.write);
  return statusOf(verdicts);
}

/** Records as a queen does, and ends as one that is killed. */
function record(folder: string): void {
  const writer = new StoreWriter({ folder, bounds: BOUNDS, pid: process.pid });
  const load = new Load(HIVES, 'random', START);
  for (let second = 0; second < RECORDED_SECONDS; second += 1) writer.append(load.next());
  process.kill(process.pid, 'SIGKILL');
}

/** Copies the first minute of each hive into the minutes before it, until the file has so many bytes, or so many times. */
function copyRows(path: string, bytes: number, most = Number.POSITIVE_INFINITY): void {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000');
  const copy = db.prepare(`INSERT OR IGNORE INTO block (hive, start, directory, body)
    SELECT hive, ${START} - ?, directory, body FROM block WHERE start = ${START}`);
  const pages = db.prepare('PRAGMA page_count');
  const isFull = () => Number(pages.get()?.['page_count']) * 4_096 >= bytes;
  for (let minute = 1; minute <= most && !isFull(); minute += 1) copy.run(minute * MINUTE_MS);
  db.exec('PRAGMA journal_mode = WAL');
  db.close();
}
