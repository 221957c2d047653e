/**
 * Runs two real hives and a queen at once among 500 processes, the hives as an ordinary user: one at one sample a second,
 * one at ten, and watches their memory and their CPU time. Exits 1 where what docs/performance.md promises does not hold; `--write` puts
 * the result there.
 */
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isAlone, runAlone } from './alone.ts';
import { startCrowd } from './crowd.ts';
import { startQueen } from './real-queen.ts';
import { machineLine, writeBetween } from './report.ts';
import { soakReport } from './soak-report.ts';
import { cpuPct, sampleMs, soakVerdicts } from './soak-verdict.ts';
import { type SoakedHive, startSoakedHive } from './soaked-hive.ts';
import { ordinaryUser } from './user.ts';
import { statusOf, verdictLines } from './verdict.ts';

const CROWD = { processes: 500, workers: 50 };
const INTERVALS_MS = { slow: 1_000, fast: 100 } as const;
const PRINT_EVERY_S = 30;
/** The start costs what no later second does. */
const START_S = 10;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    write: { type: 'boolean' },
    inside: { type: 'boolean' },
  },
});
const minutes = Number(values.minutes);
if (!(minutes >= 1)) throw new RangeError(`--minutes must be a number from 1, not "${values.minutes}"`);
process.exitCode = (await runAlone()) ?? (await main());

async function main(): Promise<number> {
  const user = ordinaryUser();
  const about = `${machineLine()}; ${CROWD.workers} workers among ${CROWD.processes} processes, ${minutes} minutes, as ${user.uid === undefined ? 'the user who started it' : 'nobody'}${isAlone() ? ', in a PID namespace of its own' : ''}.`;
  console.log(about);
  const crowd = await startCrowd(CROWD, user);
  const queen = await startQueen();
  const slow = startSoakedHive(queen, INTERVALS_MS.slow, user);
  const fast = startSoakedHive(queen, INTERVALS_MS.fast, user);
  try {
    await watch({ slow, fast });
    for (const hive of [slow, fast]) {
      const workers = await hive.workers();
      if (workers < CROWD.workers)
        throw new Error(`Only ${workers} of ${CROWD.workers} workers were reported.`);
    }
    const soaked = { slow: slow.soaked(), fast: fast.soaked() };
    const verdicts = soakVerdicts(soaked);
    const text = soakReport(soaked, verdictLines(verdicts));
    console.log(`\n${text}\n`);
    if (values.write) {
      const by = `Written by \`npm run soak -- --write\`: ${about}`;
      writeBetween(new URL('../docs/measurements.md', import.meta.url), 'soak', `${by}\n\n${text}`);
    }
    return statusOf(verdicts);
  } finally {
    await Promise.all([slow.end(), fast.end()]);
    await queen.end();
    await crowd.end();
  }
}

async function watch(hives: Record<'slow' | 'fast', SoakedHive>): Promise<void> {
  const both = Object.values(hives);
  await setTimeout(START_S * 1_000);
  for (const hive of both) hive.begin();
  for (let second = 1; second <= minutes * 60; second += 1) {
    await setTimeout(1_000);
    for (const hive of both) hive.look();
    if (second % PRINT_EVERY_S === 0) console.log(`${second} s: ${both.map(lineOf).join('; ')}`);
  }
}

function lineOf(hive: SoakedHive): string {
  const soaked = hive.soaked();
  const cpu = `CPU ${cpuPct(soaked).toFixed(2)} %, ${sampleMs(soaked).toFixed(2)} ms a sample`;
  const resident = soaked.residentMib.at(-1)?.toFixed(1);
  return `every ${soaked.intervalMs} ms: ${cpu}, ${resident} MiB`;
}
