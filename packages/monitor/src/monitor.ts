import type { NodeStats, ProcessStats } from '@rbee/contract';
import type { Finding } from './findings/index.ts';
import type { Watch } from './processes/index.ts';

/** How a machine is monitored. Every option but `version` has a default. */
export interface MonitorOptions {
  /** The hive's version, for `node.agent`. */
  readonly version: string;
  /** Where proc(5) is mounted; default `/proc`. In a container for example `/host/proc`. */
  readonly procRoot?: string;
  /** Where sysfs(5) is mounted; default `/sys`. In a container for example `/host/sys`. */
  readonly sysRoot?: string;
  /** Where cgroups are mounted; default `<sysRoot>/fs/cgroup`. */
  readonly cgroupRoot?: string;
  /**
   * Additional workers: processes whose command line (arguments joined by spaces) matches. If a process and one of its
   * ancestors match, only the ancestor counts. The hive, the queen and interactive shells never match.
   */
  readonly watch?: readonly Watch[];
  /** Workers to leave out: their own command line, or that of a wrapper that started them, matches. */
  readonly ignore?: readonly RegExp[];
  /**
   * Returns the pids (of `procRoot`) that hold a GPU; called once per sample. Each process tree among them that is not
   * a worker yet becomes a worker of group `gpu`. If it throws, GPU figures are `driver_error`. It should return only
   * processes that compute: desktop programs hold GPUs too.
   */
  readonly gpuHolders?: () => ReadonlySet<number>;
  /** Operating system; default `process.platform`. */
  readonly platform?: NodeJS.Platform;
  /** Clock for rates, milliseconds; default `performance.now`. */
  readonly monotonicMs?: () => number;
  /** Clock for timestamps, milliseconds since the epoch; default `Date.now`. */
  readonly nowMs?: () => number;
}

/** The state of the machine at one moment. */
export interface Sample {
  /** When it was taken, RFC 3339. */
  readonly timestamp: string;
  /** All workers, sorted by group and instance; no two share both ([W1]). */
  readonly workers: ProcessStats[];
  /** The machine (section N); `unknown.workers` says why workers cannot be read. */
  readonly node: NodeStats;
}

/** Takes samples of one machine. */
export interface Monitor {
  /**
   * Takes one sample. Values that the system does not give are in `unknown` ([W2]); the first sample of a worker has no
   * rates ([W4]). An error of the operating system never makes it throw.
   */
  sample(): Sample;
  /**
   * Checks what can be read on this machine, and explains what cannot; one finding per subject. It does not change
   * later samples. It reads more than a sample does, so do not call it every second.
   */
  diagnose(): readonly Finding[];
  /** Closes files and clears all state. A later sample is a first sample again. */
  close(): void;
}
