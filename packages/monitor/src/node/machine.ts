import type { Figure } from '../figure.ts';
import type { CounterReading } from '../rates/index.ts';

/** What was read of the machine, whatever its operating system. */
export interface Machine {
  readonly hostname: string;
  readonly os: string;
  readonly kernel: string;
  readonly cpuCount: Figure;
  /** Seconds in which a CPU was busy, summed over CPUs. */
  readonly busySeconds: CounterReading;
  readonly load1: Figure;
  readonly ramUsedMb: Figure;
  readonly ramTotalMb: Figure;
  readonly swapUsedMb: Figure;
}

/** What was read of the hive's own process. */
export interface OwnProcess {
  readonly version: string;
  /** User and system time, seconds. */
  readonly cpuSeconds: number;
  readonly rssMb: Figure;
}
