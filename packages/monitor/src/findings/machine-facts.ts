import type { UnknownReason } from '@rbee/contract';

/** For how many processes a kind of file could be read, and for how many permission was refused. */
export interface Access {
  readonly given: number;
  readonly refused: number;
}

/** The cgroup hierarchies of a machine. */
export interface CgroupFacts {
  /** Version 2 is mounted, alone or beside version 1. */
  readonly version2: boolean;
  /** The version 1 controllers that are mounted. */
  readonly version1Controllers: readonly string[];
  /** The controllers of version 2. */
  readonly version2Controllers: readonly string[];
  /** The instances in rbee.slice, as `group/instance`. */
  readonly instances: readonly string[];
}

/** The files of /proc that the machine's own figures come from. */
export const MACHINE_FILES = ['stat', 'loadavg', 'meminfo', 'uptime'] as const;

/** A file of /proc that figures of the machine come from. */
export type MachineFile = (typeof MACHINE_FILES)[number];

/** By which means a worker was found. */
export type FoundBy = 'cgroup' | 'engine' | 'watch' | 'gpu';

/** What was read from a machine to derive its findings. */
export interface MachineFacts {
  readonly os: string;
  readonly kernel: string;
  readonly procRoot: string;
  /** Number of listed processes, or why /proc cannot be listed. */
  readonly processes:
    | { readonly ok: true; readonly count: number }
    | { readonly ok: false; readonly reason: UnknownReason };
  /** /proc is mounted with `hidepid` and hides processes of other users. */
  readonly hidden: boolean;
  /** The hive runs in a PID namespace, and /proc shows only that namespace. */
  readonly foreignPidNamespace: boolean;
  /** Those that can be read and contain the expected values. */
  readonly machineFiles: readonly MachineFile[];
  readonly commandLines: Access;
  readonly descriptors: Access;
  readonly io: Access;
  readonly environments: Access;
  readonly cgroups: CgroupFacts;
  readonly workers: readonly FoundBy[];
}
