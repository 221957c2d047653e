/**
 * Compares what a hive reads of an NVIDIA GPU with `nvidia-smi`, under a load of known size. Prints a table for
 * docs/performance.md; exits with 1 if a figure differs by more than it may. It needs a GPU with 7 GiB of free memory.
 */

import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createFiles } from '../../packages/monitor/src/files/index.ts';
import { smiProgram } from '../../packages/monitor/src/gpu/nvml/driver-presence.ts';
import { startSmi } from '../../packages/monitor/src/gpu/nvml/driver-process.ts';
import { createNvidiaReader } from '../../packages/monitor/src/gpu/nvml/index.ts';
import { SmiCards } from '../../packages/monitor/src/gpu/nvml/smi/index.ts';
import type { GpuCard } from '../../packages/monitor/src/gpu-reader.ts';
import { Child, exitOnSignals } from '../child.ts';
import { compare, comparisonLines, type Load, type Moment } from './comparison.ts';

const LOADS = [
  { title: 'busy process', mebibytes: 2_048, duty: 50 },
  { title: 'idle process', mebibytes: 4_096, duty: 0 },
];
const ENDING = { title: 'process that ends', mebibytes: 1_024, duty: 0 };
/** Time for the first answer of a driver that nothing else uses. */
const MAX_START_S = 30;
const SETTLE_S = 5;
const MEASURED_S = 30;
/** Time within which a process that has ended must be gone. */
const MAX_GONE_S = 3;

const files = createFiles();
const places = { files, procRoot: '/proc', sysRoot: '/sys', foreignPidNamespace: false };
const reader = createNvidiaReader(places);
const program = smiProgram(places);
const smi = program === undefined ? undefined : new SmiCards(startSmi(program), () => performance.now());

exitOnSignals();
process.exitCode = await main();
reader.close();
smi?.close();

async function main(): Promise<number> {
  const [card] = await firstCards();
  if (!card || !smi) {
    const why = card
      ? 'nvidia-smi is not installed'
      : reader.finding().missing.join('; ') || 'no NVIDIA driver';
    console.log(`Nothing was compared: no NVIDIA GPU can be read both ways (${why}).`);
    return 0;
  }
  const started = await Promise.all([...LOADS, ENDING].map(start));
  const [ending] = started.slice(-1);
  await moments(SETTLE_S);
  const rows = compare(
    await moments(MEASURED_S),
    started.map(({ load }) => load),
  );
  await ending?.child.end('SIGKILL');
  const goneS = await secondsUntilGone(ending?.load.pid ?? 0);
  await Promise.all(started.map(({ child }) => child.end('SIGKILL')));
  const driver = reader.finding().through ?? 'an unknown driver';
  console.log(`\n${card.name}, ${driver}, ${MEASURED_S} samples:\n`);
  console.log(comparisonLines(rows).join('\n'));
  console.log(`\nA process that ended was gone after ${goneS} s (at most ${MAX_GONE_S}).`);
  return rows.every(({ holds }) => holds) && goneS <= MAX_GONE_S ? 0 : 1;
}

/** Starts a process of the load, and waits until it holds its memory. */
async function start(it: Omit<Load, 'pid'>): Promise<{ readonly load: Load; readonly child: Child }> {
  const program = fileURLToPath(new URL('load.ts', import.meta.url));
  const child = new Child([process.execPath, program, `${it.mebibytes}`, `${it.duty}`], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await child.message();
  return { load: { ...it, pid: child.pid }, child };
}

async function readHive(): Promise<readonly GpuCard[]> {
  await reader.prepare?.();
  const read = reader.read([], performance.now());
  return read.ok ? read.value : [];
}

/** The cards as soon as the driver has answered; empty if it does not, or has none. */
async function firstCards(): Promise<readonly GpuCard[]> {
  for (let second = 0; second < MAX_START_S; second += 1) {
    await reader.prepare?.();
    const read = reader.read([], performance.now());
    if (read.ok || read.reason !== 'timeout') return read.ok ? read.value : [];
    await setTimeout(1_000);
  }
  return [];
}

/** One moment a second. */
async function moments(seconds: number): Promise<readonly Moment[]> {
  const taken: Moment[] = [];
  for (let second = 0; second < seconds; second += 1) {
    smi?.keepRunning(null);
    await setTimeout(1_000);
    const hive = await readHive();
    const read = smi?.read();
    taken.push({ hive, smi: read?.ok ? read.value : [] });
  }
  return taken;
}

async function secondsUntilGone(pid: number): Promise<number> {
  for (let second = 0; second <= MAX_START_S; second += 1) {
    const cards = await readHive();
    const isThere = cards.some(
      ({ processes }) => processes.ok && processes.value.some((it) => it.pid === pid),
    );
    if (cards.length > 0 && !isThere) return second;
    await setTimeout(1_000);
  }
  return Number.POSITIVE_INFINITY;
}
