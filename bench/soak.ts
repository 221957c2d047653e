/**
 * Measures the memory and the CPU time of two real hives that report to a real queen, among 500 processes and as an ordinary
 * user: one hive takes one sample a second, the other ten. Exits with 1 if a target is missed; `--write` puts the result into
 * docs/measurements.md.
 */
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Child } from './child.ts';
import { startCrowd } from './crowd.ts';
import { isolation, ordinaryUser, runInNamespace } from './isolation.ts';
import { QUEEN_ARGUMENTS, RBEE } from './queen/servers/queen.ts';
import { machineLine, publish, statusOf } from './report.ts';
import { cpuPct, sampleMs, soakReport, soakVerdicts } from './soak-report.ts';
import { SoakedHive } from './soaked-hive.ts';

const PROCESSES = 500;
const WORKERS = 50;
const PRINT_EVERY_S = 30;
/** Time for the start of the hives, which costs more than any later second. */
const START_S = 10;

const flag = { type: 'boolean', default: false } as const;
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, write: flag, inside: flag },
});
const minutes = Number(values.minutes);
if (!(minutes >= 1)) throw new RangeError(`--minutes must be a number from 1, not "${values.minutes}"`);
process.exitCode = (await runInNamespace()) ?? (await main());

async function main(): Promise<number> {
  const user = ordinaryUser();
  const about = `${machineLine()}; ${WORKERS} workers among ${PROCESSES} processes, ${minutes} minutes, ${isolation(user)}.`;
  console.log(about);
  const endCrowd = await startCrowd(PROCESSES, WORKERS, user);
  const queen = new Child([process.execPath, RBEE, ...QUEEN_ARGUMENTS], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const { port } = (await queen.message()) as { port: number };
  const url = `http://127.0.0.1:${port}`;
  const slow = new SoakedHive(url, 1_000, user);
  const fast = new SoakedHive(url, 100, user);
  try {
    await watch([slow, fast]);
    for (const { id } of [slow, fast]) await checkWorkers(`${url}/v1/hives/${id}`);
    const soaked = { slow: slow.soaked(), fast: fast.soaked() };
    const verdicts = soakVerdicts(soaked);
    const by = `Written by \`npm run soak -- --write\`: ${about}`;
    publish('soak', `${by}\n\n${soakReport(soaked, verdicts)}`, values.write);
    return statusOf(verdicts);
  } finally {
    await Promise.all([slow.end(), fast.end()]);
    await queen.end();
    await endCrowd();
  }
}

async function watch(hives: readonly SoakedHive[]): Promise<void> {
  await setTimeout(START_S * 1_000);
  for (const hive of hives) hive.begin();
  for (let second = 1; second <= minutes * 60; second += 1) {
    await setTimeout(1_000);
    for (const hive of hives) hive.readMemory();
    if (second % PRINT_EVERY_S === 0) console.log(`${second} s: ${hives.map(lineOf).join('; ')}`);
  }
}

function lineOf(hive: SoakedHive): string {
  const soaked = hive.soaked();
  const cpu = `CPU ${cpuPct(soaked).toFixed(2)} %, ${sampleMs(soaked).toFixed(2)} ms a sample`;
  return `every ${soaked.intervalMs} ms: ${cpu}, ${soaked.residentMib.at(-1)?.toFixed(1)} MiB`;
}

/** Throws if the queen does not list every worker of the hive at `url`. */
async function checkWorkers(url: string): Promise<void> {
  const response = await fetch(url);
  const { workers = [] } = (await response.json()) as { workers?: readonly unknown[] };
  if (workers.length < WORKERS)
    throw new Error(`Only ${workers.length} of ${WORKERS} workers were reported.`);
}
