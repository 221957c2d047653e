import type { ProcessStat } from './process-stat.ts';
import type { Recognised } from './recognised.ts';

/** A process that runs, as one sample sees it. */
export interface Process extends ProcessStat, Recognised {
  readonly pid: number;
  /** Pid and start: a pid that was used again is another process. */
  readonly key: string;
  /** It was not there at the sample before. */
  readonly fresh: boolean;
  /** Its counters are of this sample: those of a process that is no worker's are read now and then only. */
  readonly measured: boolean;
}

/** The processes of one sample, by pid. */
export type Processes = ReadonlyMap<number, Process>;

/** Older processes first. */
export const byAge = (a: Process, b: Process): number => a.startTicks - b.startTicks || a.pid - b.pid;
