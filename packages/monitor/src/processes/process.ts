import type { ProcessStat } from './process-stat.ts';
import type { Recognised } from './recognised.ts';

/** A running process at the time of a sample. */
export interface Process extends ProcessStat, Recognised {
  readonly pid: number;
  /** Pid and start time: identifies a process even if its pid is reused. */
  readonly key: string;
  /** It did not exist in the previous sample. */
  readonly fresh: boolean;
  /** Its counters were read in this sample. Processes that belong to no worker are not read in every sample. */
  readonly measured: boolean;
}

/** The processes of one sample, by pid. */
export type Processes = ReadonlyMap<number, Process>;

/** Older processes first. */
export const byAge = (a: Process, b: Process): number => a.startTicks - b.startTicks || a.pid - b.pid;
