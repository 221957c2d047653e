import { natural } from '../files/index.ts';

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

/** Lines of `/proc/meminfo` that are used here, KiB (proc_meminfo(5)); null for a missing line. */
export type Meminfo = ReturnType<typeof parseMeminfo>;

/** Reads `/proc/meminfo`. */
export function parseMeminfo(text: string) {
  const line = (name: string) => natural(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text)?.[1]);
  return {
    totalKib: line('MemTotal'),
    availableKib: line('MemAvailable'),
    swapTotalKib: line('SwapTotal'),
    swapFreeKib: line('SwapFree'),
  };
}
