import type { NodeStats, ProcessStats } from '@rbee/contract';
import type { Finding } from './findings/index.ts';
import type { Watch } from './processes/index.ts';

/** How a machine is watched; everything but the version has a default. */
export interface MonitorOptions {
  /** The hive's version, for `node.agent`. */
  readonly version: string;
  /** Where proc(5) is mounted; `/proc` unless told otherwise (`/host/proc` in a container). */
  readonly procRoot?: string;
  /** Where sysfs(5) is mounted; `/sys` unless told otherwise (`/host/sys` in a container). */
  readonly sysRoot?: string;
  /** Where cgroups are mounted; `fs/cgroup` below `sysRoot` unless told otherwise. */
  readonly cgroupRoot?: string;
  /**
   * Processes that are workers too: those whose command line, its arguments joined by spaces, matches. Of a match below
   * a match the topmost counts. The hive, the queen and interactive shells are never matched.
   */
  readonly watch?: readonly Watch[];
  /** Workers that are left out: those whose command line matches, or that of a wrapper that started them. */
  readonly ignore?: readonly RegExp[];
  /**
   * The processes that hold a GPU now, by the pids of `procRoot`; asked once a sample. Those that are of no worker yet
   * become workers of group `gpu`, each tree one; where it throws, GPU figures are `driver_error`. Name those that compute: a desktop's programs draw on GPUs too.
   */
  readonly gpuHolders?: () => ReadonlySet<number>;
  /** Operating system; that of this process unless told otherwise. */
  readonly platform?: NodeJS.Platform;
  /** Clock that rates are taken over, milliseconds; `performance.now` unless told otherwise. */
  readonly monotonicMs?: () => number;
  /** Clock that samples are dated with, milliseconds since the epoch; `Date.now` unless told otherwise. */
  readonly nowMs?: () => number;
}

/** One look at the machine. */
export interface Sample {
  /** When it was taken, RFC 3339. */
  readonly timestamp: string;
  /** Every worker, by group and instance, no two with the same ([W1]). */
  readonly workers: ProcessStats[];
  /** The machine (section N); `unknown.workers` where workers cannot be seen. */
  readonly node: NodeStats;
}

/** Watches one machine. */
export interface Monitor {
  /**
   * Looks at the machine once. What the system does not give is `unknown` in the sample ([W2]), and the first sample of
   * anything has no rates ([W4]); it throws for nothing that the system answers.
   */
  sample(): Sample;
  /**
   * What this machine can and cannot tell, and why, one finding a subject. Looks anew and changes nothing that samples
   * remember; asks more than a sample does, so it is for people who ask and not for every second.
   */
  diagnose(): readonly Finding[];
  /** Forgets what was remembered: a sample taken later starts over. */
  close(): void;
}
