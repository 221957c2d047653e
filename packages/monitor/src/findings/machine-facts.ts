import type { UnknownReason } from '@rbee/contract';

/** Of how many processes something could be read, and of how many it was refused. */
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

/** The files of /proc that tell of the machine itself. */
export const MACHINE_FILES = ['stat', 'loadavg', 'meminfo', 'uptime'] as const;

/** A file of /proc that tells of the machine itself. */
export type MachineFile = (typeof MACHINE_FILES)[number];

/** How a worker came to be seen. */
export type FoundBy = 'cgroup' | 'engine' | 'watch' | 'gpu';

/** What was looked up to say what a machine can tell. */
export interface MachineFacts {
  readonly os: string;
  readonly kernel: string;
  readonly procRoot: string;
  /** Processes that are listed, or why none can be. */
  readonly processes:
    | { readonly ok: true; readonly count: number }
    | { readonly ok: false; readonly reason: UnknownReason };
  /** /proc is mounted so that it leaves out the processes of others. */
  readonly hidden: boolean;
  /** The hive runs in a PID namespace, and /proc shows no more than that. */
  readonly foreignPidNamespace: boolean;
  /** Those that can be read and say what they are read for. */
  readonly machineFiles: readonly MachineFile[];
  readonly commandLines: Access;
  readonly descriptors: Access;
  readonly io: Access;
  readonly environments: Access;
  readonly cgroups: CgroupFacts;
  readonly workers: readonly FoundBy[];
}
