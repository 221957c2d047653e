import { natural } from './natural.ts';

/** The lines of `/proc/meminfo` that are used here, KiB (proc_meminfo(5)); null for one that is not there. */
export interface Meminfo {
  readonly totalKib: number | null;
  readonly availableKib: number | null;
  readonly swapTotalKib: number | null;
  readonly swapFreeKib: number | null;
}

/** Reads `/proc/meminfo`. */
export function parseMeminfo(text: string): Meminfo {
  const line = (name: string) => natural(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text)?.[1]);
  return {
    totalKib: line('MemTotal'),
    availableKib: line('MemAvailable'),
    swapTotalKib: line('SwapTotal'),
    swapFreeKib: line('SwapFree'),
  };
}
