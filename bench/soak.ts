/**
 * Runs a real hive at ten samples a second among 500 processes, as an ordinary user, and watches its memory and its CPU
 * time. Exits 1 where what docs/performance.md promises does not hold.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runAlone } from './alone.ts';
import { startCrowd } from './crowd.ts';
import { endWithThis } from './ending.ts';
import { cpuMsOf, residentMibOf } from './process-figures.ts';
import { machineLine } from './report.ts';
import { startSink } from './sink.ts';
import { cpuPct, type Soaked, verdicts } from './soak-verdict.ts';
import { ordinaryUser, type User } from './user.ts';

const CROWD = { processes: 500, workers: 50 };
const INTERVAL_MS = 100;
const PRINT_EVERY_S = 30;
/** The start costs what no later second does. */
const START_S = 10;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, inside: { type: 'boolean' } },
});
const minutes = Number(values.minutes);
if (!(minutes >= 1)) throw new RangeError(`--minutes must be a number from 1, not "${values.minutes}"`);
process.exitCode = (await runAlone()) ?? (await main());

async function main(): Promise<number> {
  const user = ordinaryUser();
  console.log(`${machineLine()}; ${CROWD.workers} workers among ${CROWD.processes} processes`);
  const crowd = await startCrowd(CROWD, user);
  const sink = await startSink();
  const hive = startHive(sink.url, user);
  endWithThis(hive);
  const gone = once(hive, 'exit');
  try {
    if (hive.pid === undefined) throw new Error('The hive did not start.');
    await setTimeout(START_S * 1_000);
    const soaked = await watch(hive.pid, () => sink.seen().heartbeats);
    const { heartbeats, workers } = sink.seen();
    const { ran } = cpuPct(soaked);
    console.log(
      `${heartbeats} heartbeats, ${workers} workers in the last; CPU ${ran.toFixed(2)} % of a core`,
    );
    if (workers < CROWD.workers)
      throw new Error(`Only ${workers} of ${CROWD.workers} workers were reported.`);
    const all = verdicts(soaked);
    for (const { holds, sentence } of all) console.log(`${holds ? 'holds' : 'DOES NOT HOLD'}: ${sentence}`);
    return all.every(({ holds }) => holds) ? 0 : 1;
  } finally {
    hive.kill();
    await gone;
    sink.close();
    await crowd.end();
  }
}

function startHive(queenUrl: string, user: User) {
  const program = fileURLToPath(new URL('../apps/rbee/bin/rbee.mjs', import.meta.url));
  const told = ['--queen-url', queenUrl, '--hive-id', 'soak', '--interval-ms', `${INTERVAL_MS}`];
  return spawn(process.execPath, [program, 'hive', ...told, '--log-level', 'warn'], {
    ...user,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

async function watch(pid: number, heartbeats: () => number): Promise<Soaked> {
  const startMs = performance.now();
  const startCpuMs = cpuMsOf(pid);
  const residentMib: number[] = [];
  const soFar = (): Soaked => ({
    residentMib,
    cpuMs: cpuMsOf(pid) - startCpuMs,
    elapsedMs: performance.now() - startMs,
    intervalMs: INTERVAL_MS,
  });
  for (let second = 1; second <= minutes * 60; second += 1) {
    await setTimeout(1_000);
    residentMib.push(residentMibOf(pid));
    if (second % PRINT_EVERY_S > 0) continue;
    const { ran, scaled } = cpuPct(soFar());
    const resident = residentMib.at(-1)?.toFixed(1);
    const cpu = `CPU ${ran.toFixed(2)} %, at 1 Hz ${scaled.toFixed(2)} %`;
    console.log(`${second} s: resident ${resident} MiB, ${cpu}, ${heartbeats()} heartbeats`);
  }
  return soFar();
}
