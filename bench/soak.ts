/**
 * Measures the memory and the CPU time of two real hives that report to a real queen, among 500 processes and as an ordinary
 * user: one hive takes one sample a second, the other ten. Exits with 1 if a target is missed; `--write` puts the result into
 * docs/measurements.md.
 */
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Child, cpuMsOf, residentMibOf } from './child.ts';
import { startCrowd } from './crowd.ts';
import { fakeGpus } from './fake-gpus.ts';
import { isolation, ordinaryUser, runInNamespace, type User } from './isolation.ts';
import { RBEE, startBeside } from './queen/servers/queen.ts';
import { publish, statusOf } from './report.ts';
import { cpuPct, type Soaked, sampleMs, soakReport, soakVerdicts } from './soak-report.ts';

const PROCESSES = 500;
const WORKERS = 50;
/** Time between two samples of either hive. */
const SLOW_MS = 1_000;
const FAST_MS = 100;
const PRINT_EVERY_S = 30;
/** Processes on the GPUs of a fake library, if the hives have one. */
const GPU_PROCESSES = 200;
/** Time for the start of the hives, which costs more than any later second. */
const START_S = 10;

const flag = { type: 'boolean', default: false } as const;
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    gpus: { type: 'string', default: '0' },
    write: flag,
    inside: flag,
  },
});
const minutes = Number(values.minutes);
if (!(minutes >= 1)) throw new RangeError(`--minutes must be a number from 1, not "${values.minutes}"`);
const gpus = Number(values.gpus);
if (!(Number.isInteger(gpus) && gpus >= 0 && gpus <= 16))
  throw new RangeError(`--gpus must be a whole number from 0 to 16, not "${values.gpus}"`);
if (gpus > 0 && values.write) throw new RangeError('--write is for hives without --gpus');
process.exitCode = (await runInNamespace()) ?? (await main());

async function main(): Promise<number> {
  const user = ordinaryUser();
  const endCrowd = await startCrowd(PROCESSES, WORKERS, user);
  const { queen, port } = await startBeside(['--no-history']);
  const url = `http://127.0.0.1:${port}`;
  const more = gpus > 0 ? ['--nvml-library', fakeGpus(gpus, GPU_PROCESSES)] : [];
  const slowHive = startHive(url, SLOW_MS, user, more);
  const fastHive = startHive(url, FAST_MS, user, more);
  try {
    const [slow, fast] = await Promise.all([measure(slowHive, SLOW_MS), measure(fastHive, FAST_MS)]);
    for (const intervalMs of [SLOW_MS, FAST_MS]) await checkWorkers(`${url}/v1/hives/${idOf(intervalMs)}`);
    const verdicts = soakVerdicts({ slow, fast });
    const cards = gpus > 0 ? `, ${gpus} GPUs of a fake library` : '';
    const how = `${WORKERS} workers among ${PROCESSES} processes${cards}, ${minutes} minutes, ${isolation(user)}`;
    publish('soak', soakReport({ slow, fast }, verdicts), how, values.write);
    return statusOf(verdicts);
  } finally {
    await Promise.all([slowHive.end(), fastHive.end()]);
    await queen.end();
    await endCrowd();
  }
}

function idOf(intervalMs: number): string {
  return `soak-${intervalMs}`;
}

function startHive(queenUrl: string, intervalMs: number, user: User, more: readonly string[]): Child {
  const flags = ['--queen-url', queenUrl, '--hive-id', idOf(intervalMs), '--interval-ms', `${intervalMs}`];
  const command = [process.execPath, RBEE, 'hive', '--no-config', ...flags, '--log-level', 'warn', ...more];
  return new Child(command, { ...user, stdio: ['ignore', 'inherit', 'inherit'] });
}

async function measure({ pid }: Child, intervalMs: number): Promise<Soaked> {
  await setTimeout(START_S * 1_000);
  const residentMib: number[] = [];
  const [startMs, startCpuMs] = [performance.now(), cpuMsOf(pid)];
  const soaked = (): Soaked => {
    const [cpuMs, elapsedMs] = [cpuMsOf(pid) - startCpuMs, performance.now() - startMs];
    return { residentMib, cpuMs, elapsedMs, intervalMs };
  };
  while (residentMib.length < minutes * 60) {
    await setTimeout(1_000);
    residentMib.push(residentMibOf(pid));
    if (residentMib.length % PRINT_EVERY_S === 0) console.log(lineOf(soaked()));
  }
  return soaked();
}

function lineOf(soaked: Soaked): string {
  const { residentMib, intervalMs } = soaked;
  const cpu = `CPU ${cpuPct(soaked).toFixed(2)} %, ${sampleMs(soaked).toFixed(2)} ms a sample`;
  return `${residentMib.length} s, every ${intervalMs} ms: ${cpu}, ${residentMib.at(-1)?.toFixed(1)} MiB`;
}

/** Throws if the queen does not list every worker of the hive at `url`. */
async function checkWorkers(url: string): Promise<void> {
  const response = await fetch(url);
  const { workers = [] } = (await response.json()) as { workers?: readonly unknown[] };
  if (workers.length < WORKERS)
    throw new Error(`Only ${workers.length} of ${WORKERS} workers were reported.`);
}
