/**
 * Program that reads NVIDIA GPUs as a hive does: the library is called in a process of its own. Argument: the path of the
 * library. It answers each message, a number of samples, with `Spent`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { createFiles } from '../packages/monitor/src/files/index.ts';
import { createGpuReaders } from '../packages/monitor/src/gpu/index.ts';
import { cpuMsOf, residentMibOf } from './child.ts';

/** What a number of samples took. */
export interface Spent {
  /** CPU time of each sample in this process, milliseconds. */
  readonly ownMs: readonly number[];
  /** CPU time of the driver's process, milliseconds a sample; it is counted in steps of 10 ms. */
  readonly driverMs: number;
  /** Resident memory of the driver's process, MiB. */
  readonly driverMib: number;
}

const PAUSE_MS = 5;

const [reader] = createGpuReaders({
  files: createFiles(),
  procRoot: '/proc',
  sysRoot: '/nonexistent',
  foreignPidNamespace: false,
  nvmlLibrary: process.argv[2],
});

/** Takes a sample; resolves with its cards. */
async function sample(): Promise<number> {
  await reader?.prepare?.();
  const read = reader?.read([], performance.now());
  return read?.ok ? read.value.length : 0;
}

/** The only child of this process. */
function driverPid(): number {
  const parentOf = (pid: string) => / \(.*\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1];
  const pids = readdirSync('/proc').filter((it) => /^\d+$/.test(it));
  const pid = pids.find((it) => {
    try {
      return parentOf(it) === `${process.pid}`;
    } catch {
      return false; // it has ended
    }
  });
  if (pid === undefined) throw new Error("The driver's process does not run.");
  return Number(pid);
}

// The first samples compile the code, and wait for the process to start.
for (let cards = 0, i = 0; cards === 0 || i < 100; i += 1) {
  cards = await sample();
  await setTimeout(PAUSE_MS);
}
const pid = driverPid();

process.on('message', async (samples: number) => {
  const ownMs: number[] = [];
  const driverBefore = cpuMsOf(pid);
  for (let i = 0; i < samples; i += 1) {
    const before = process.cpuUsage();
    if ((await sample()) === 0) throw new Error('A sample has no cards.');
    const { user, system } = process.cpuUsage(before);
    ownMs.push((user + system) / 1_000);
    await setTimeout(PAUSE_MS);
  }
  const driverMs = (cpuMsOf(pid) - driverBefore) / samples;
  const spent: Spent = { ownMs, driverMs, driverMib: residentMibOf(pid) };
  process.send?.(spent);
});
