/** A program to start, with its arguments. */
export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
}

/** Where a worker runs: a cgroup of its own, or none. */
export interface Place {
  /** How to start a command so that it is in its cgroup from its first instruction. */
  launch(command: Launch): Launch;
  /** Ends what the command left behind, without a grace when `force` aborts, and removes the cgroup. */
  leave(force: AbortSignal): Promise<void>;
}

/** Limits of a worker, all its processes together; undefined where there is none. */
export interface Limits {
  /** Percent of one core. */
  readonly cpuPct: number | undefined;
  readonly memoryBytes: number | undefined;
}

/** A worker's names. */
export interface Names {
  readonly group: string;
  readonly instance: string;
}
