import { cpus, freemem, hostname, loadavg, release, totalmem } from 'node:os';
import { type Figure, known, type Missing, missing, scaled } from '../figure.ts';
import { type Answer, type Files, firstDecimal, kibibytesIn, natural, reasonOf } from '../files/index.ts';
import { type CounterReading, counted } from '../rates/index.ts';
import type { BootFacts } from './boot-clock.ts';

/** Figures of a machine, independent of its operating system. */
export interface Machine {
  readonly hostname: string;
  readonly os: string;
  readonly kernel: string;
  readonly cpuCount: Figure;
  /** Busy time summed over CPUs, seconds. */
  readonly busySeconds: CounterReading;
  readonly load1: Figure;
  readonly ramUsedMb: Figure;
  readonly ramTotalMb: Figure;
  readonly swapUsedMb: Figure;
}

const MIB = 1024 * 1024;

/** What one sample reads of a Linux machine. */
interface LinuxMachine {
  readonly machine: Machine;
  readonly boot: Pick<BootFacts, 'bootTimeS' | 'uptimeS'>;
  /** Anonymous memory of all processes, each page once, and all memory, MiB; null if they are not known. */
  readonly memory: { readonly machineAnonymousMib: number | null; readonly machineMib: number | null };
}

/** Reads a Linux machine: name and kernel from Node's `os` module, figures and the time of its boot from /proc. */
export function readLinuxMachine(files: Files, procRoot: string, ticksPerSecond: number): LinuxMachine {
  const read = <T>(name: string, parse: (text: string) => T): Answer<T> => {
    const answer = files.again(`${procRoot}/${name}`);
    return answer.ok ? { ok: true, value: parse(answer.value) } : answer;
  };
  const stat = read('stat', parseMachineStat);
  const meminfo = read('meminfo', parseMeminfo);
  const uptime = read('uptime', firstDecimal);
  const busy = figure(stat, (it) => it.busyTicks);
  const memoryMb = (kib: (it: ReturnType<typeof parseMeminfo>) => number | null) =>
    scaled(figure(meminfo, kib), 1 / 1024);
  const machine = {
    ...nameOfMachine('linux'),
    cpuCount: figure(stat, (it) => (it.cpuCount > 0 ? it.cpuCount : null)),
    busySeconds: busy.ok ? counted('cpu', busy.value / ticksPerSecond) : busy,
    load1: figure(read('loadavg', firstDecimal), (it) => it),
    ramUsedMb: memoryMb((it) => less(it.totalKib, it.availableKib)),
    ramTotalMb: memoryMb((it) => it.totalKib),
    swapUsedMb: memoryMb((it) => less(it.swapTotalKib, it.swapFreeKib)),
  };
  const mib = (kib: number | null) => (kib === null ? null : kib / 1024);
  const memory = {
    machineAnonymousMib: meminfo.ok ? mib(meminfo.value.anonymousKib) : null,
    machineMib: meminfo.ok ? mib(meminfo.value.totalKib) : null,
  };
  const boot = {
    bootTimeS: stat.ok ? stat.value.bootTimeS : null,
    uptimeS: uptime.ok ? uptime.value : null,
  };
  return { machine, boot, memory };
}

function figure<T>(answer: Answer<T>, pick: (it: T) => number | null): Figure {
  if (!answer.ok) return missing(reasonOf(answer.refusal));
  const value = pick(answer.value);
  return value === null ? missing('not_exposed') : known(value);
}

const less = (total: number | null, rest: number | null): number | null =>
  total === null || rest === null ? null : total - rest;

/** Reads a machine with another operating system through Node's `os` module. */
export function readPortableMachine(os: NodeJS.Platform): Machine {
  const processors = cpus();
  const busyMs = processors.reduce(
    (sum, { times }) => sum + times.user + times.nice + times.sys + times.irq,
    0,
  );
  return {
    ...nameOfMachine(os),
    cpuCount: processors.length > 0 ? known(processors.length) : missing('not_exposed'),
    busySeconds: processors.length > 0 ? counted('cpu', busyMs / 1000) : { ok: false, reason: 'not_exposed' },
    load1: os === 'win32' ? missing('not_exposed') : known(loadavg()[0] ?? 0),
    ramUsedMb: known((totalmem() - freemem()) / MIB),
    ramTotalMb: known(totalmem() / MIB),
    swapUsedMb: missing('not_exposed'),
  };
}

/** A machine of which nothing is read: its name, and what is known already. `gap` is why. */
export const unreadMachine = (
  os: NodeJS.Platform,
  { gap, ...known }: Pick<Machine, 'cpuCount' | 'ramTotalMb'> & { readonly gap: Missing },
): Machine => ({
  ...nameOfMachine(os),
  ...known,
  busySeconds: gap,
  load1: gap,
  ramUsedMb: gap,
  swapUsedMb: gap,
});

/** Asks the kernel by uname(2), which reads no file. */
const nameOfMachine = (os: NodeJS.Platform) => ({ hostname: hostname(), os, kernel: release() });

/** Values of `/proc/stat` (proc_stat(5)); null for a missing line. */
export interface MachineStat {
  /** Number of online CPUs; 0 if none is listed. */
  readonly cpuCount: number;
  /** Time that CPUs were neither idle nor waiting for I/O, summed over CPUs, in clock ticks. */
  readonly busyTicks: number | null;
  /** Boot time, seconds since the epoch. */
  readonly bootTimeS: number | null;
}

/** Reads `/proc/stat`. */
export function parseMachineStat(text: string): MachineStat {
  return {
    cpuCount: text.match(/^cpu\d+ /gm)?.length ?? 0,
    busyTicks: busyTicks(/^cpu +(.*)$/m.exec(text)?.[1]),
    bootTimeS: natural(/^btime (\d+)$/m.exec(text)?.[1]),
  };
}

/** Guest time is not added, because user and nice include it. */
function busyTicks(columns: string | undefined): number | null {
  if (columns === undefined) return null;
  const [user, nice, system, , , irq, softirq, steal] = columns.split(' ').map(natural);
  let sum = 0;
  for (const ticks of [user, nice, system, irq, softirq, steal]) {
    if (ticks === undefined || ticks === null) return null;
    sum += ticks;
  }
  return sum;
}

/** Lines of `/proc/meminfo`, KiB (proc_meminfo(5)); null for a missing line. */
export function parseMeminfo(text: string) {
  const line = (name: string) => kibibytesIn(text, name);
  return {
    anonymousKib: line('AnonPages'),
    totalKib: line('MemTotal'),
    availableKib: line('MemAvailable'),
    swapTotalKib: line('SwapTotal'),
    swapFreeKib: line('SwapFree'),
  };
}
