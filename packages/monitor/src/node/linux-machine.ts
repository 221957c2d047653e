import type { UnknownReason } from '@rbee/contract';
import { type Figure, known, missing } from '../figure.ts';
import { firstDecimal } from '../files/index.ts';
import { counted } from '../rates/index.ts';
import type { Machine } from './machine.ts';
import { type MachineStat, type Meminfo, parseMachineStat, parseMeminfo } from './machine-texts.ts';

/** Content of a file in /proc, or why it could not be read. */
type ProcReading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: UnknownReason };

/** Contents of the files that a machine's figures come from. */
export interface MachineTexts {
  /** `/proc/stat` */
  readonly stat: ProcReading<string>;
  /** `/proc/loadavg` */
  readonly loadavg: ProcReading<string>;
  /** `/proc/meminfo` */
  readonly meminfo: ProcReading<string>;
  /** `/proc/uptime` */
  readonly uptime: ProcReading<string>;
}

/** Reference for the start times of processes; null if it is not known. */
export interface BootClock {
  /** Boot time, seconds since the epoch. */
  readonly bootTimeS: number | null;
  /** Time since boot, seconds. */
  readonly uptimeS: number | null;
}

/** Figures and clock of a machine from /proc. */
export interface LinuxMachine {
  readonly figures: Omit<Machine, 'hostname' | 'os' | 'kernel'>;
  readonly clock: BootClock;
}

/** Parses a machine's figures and boot clock from the files of /proc. */
export function linuxMachine(texts: MachineTexts, ticksPerSecond: number): LinuxMachine {
  const stat = through(texts.stat, parseMachineStat);
  const meminfo = through(texts.meminfo, parseMeminfo);
  const busy = figure(stat, (it: MachineStat) => it.busyTicks);
  const memoryMb = (kib: (it: Meminfo) => number | null) => {
    const read = figure(meminfo, kib);
    return read.ok ? known(read.value / 1024) : read;
  };
  const figures = {
    cpuCount: figure(stat, (it) => (it.cpuCount > 0 ? it.cpuCount : null)),
    busySeconds: busy.ok
      ? counted('cpu', busy.value / ticksPerSecond)
      : ({ ok: false, reason: busy.reason } as const),
    load1: figure(texts.loadavg, firstDecimal),
    ramUsedMb: memoryMb((it) => less(it.totalKib, it.availableKib)),
    ramTotalMb: memoryMb((it) => it.totalKib),
    swapUsedMb: memoryMb((it) => less(it.swapTotalKib, it.swapFreeKib)),
  };
  const clock = {
    bootTimeS: stat.ok ? stat.value.bootTimeS : null,
    uptimeS: texts.uptime.ok ? firstDecimal(texts.uptime.value) : null,
  };
  return { figures, clock };
}

const through = <T>(reading: ProcReading<string>, parse: (text: string) => T): ProcReading<T> =>
  reading.ok ? { ok: true, value: parse(reading.value) } : reading;

function figure<T>(reading: ProcReading<T>, pick: (it: T) => number | null): Figure {
  if (!reading.ok) return missing(reading.reason);
  const value = pick(reading.value);
  return value === null ? missing('not_exposed') : known(value);
}

const less = (total: number | null, rest: number | null): number | null =>
  total === null || rest === null ? null : total - rest;
