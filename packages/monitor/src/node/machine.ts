import type { Figure } from '../figure.ts';
import type { CounterReading } from '../rates/index.ts';

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

/** Figures of the hive's own process. */
export interface OwnProcess {
  readonly version: string;
  /** User and system time, seconds. */
  readonly cpuSeconds: number;
  readonly rssMb: Figure;
}
