import { release } from 'node:os';
import type { UnknownReason } from '@rbee/contract';
import { type Answer, type Files, reasonOf } from '../files/index.ts';
import type { GpuFacts } from '../gpu/index.ts';
import { readVisibility, type Visibility } from '../processes/index.ts';
import type { Found, Worker } from '../workers/index.ts';

/** For how many processes a kind of file could be read, and for how many permission was refused. */
export interface Access {
  readonly given: number;
  readonly refused: number;
}

/** The cgroup hierarchies that are mounted, and the instances in rbee.slice as `group/instance`. */
export interface CgroupFacts {
  readonly version2: boolean;
  readonly version1Controllers: readonly string[];
  readonly version2Controllers: readonly string[];
  readonly instances: readonly string[];
}

const MACHINE_FILES = ['stat', 'loadavg', 'meminfo'] as const;

/** A file of /proc without which figures of the machine are unknown. */
export type MachineFile = (typeof MACHINE_FILES)[number];

/** What was read from a machine to derive its findings. */
export interface MachineFacts extends Visibility {
  readonly kernel: string;
  readonly procRoot: string;
  readonly processes:
    | { readonly ok: true; readonly count: number }
    | { readonly ok: false; readonly reason: UnknownReason };
  /** The files that can be read and contain a number. */
  readonly machineFiles: readonly MachineFile[];
  readonly commandLines: Access;
  readonly descriptors: Access;
  readonly io: Access;
  readonly environments: Access;
  readonly cgroups: CgroupFacts;
  readonly gpus: GpuFacts;
  readonly workers: readonly Worker['foundBy'][];
}

/** Reads each kind of file of every process once, to find out what this hive may read. */
export function readMachineFacts(
  files: Files,
  procRoot: string,
  cgroupRoot: string,
  { table, instances, workers }: Found,
  gpus: GpuFacts,
): MachineFacts {
  const pids = table.ok ? [...table.value.processes.keys()] : [];
  const refusedAll = table.ok ? table.value.refused : 0;
  const access = (read: (directory: string) => Answer<unknown>): Access => {
    const answers = pids
      .map((pid) => read(`${procRoot}/${pid}`))
      .filter((it) => it.ok || it.refusal !== 'gone');
    const refused = answers.filter((it) => !it.ok && it.refusal === 'permission').length;
    return { given: answers.length - refused, refused: refused + refusedAll };
  };
  return {
    kernel: release(),
    procRoot,
    processes: table.ok
      ? { ok: true, count: pids.length + refusedAll }
      : { ok: false, reason: reasonOf(table.refusal) },
    ...readVisibility(files, procRoot),
    machineFiles: MACHINE_FILES.filter((it) => hasNumber(files, `${procRoot}/${it}`)),
    commandLines: access((directory) => files.text(`${directory}/cmdline`)),
    descriptors: access((directory) => files.names(`${directory}/fd`)),
    io: access((directory) => files.text(`${directory}/io`)),
    environments: access((directory) => files.text(`${directory}/environ`)),
    cgroups: {
      ...readHierarchies(files, cgroupRoot),
      instances: instances.map((it) => `${it.group}/${it.instance}`),
    },
    gpus,
    workers: workers.map((it) => it.foundBy),
  };
}

function hasNumber(files: Files, path: string): boolean {
  const text = files.text(path);
  return text.ok && /\d/.test(text.value);
}

function readHierarchies(files: Files, root: string): Omit<CgroupFacts, 'instances'> {
  const version2Root = [root, `${root}/unified`].find((it) => files.exists(`${it}/cgroup.controllers`));
  const controllers = version2Root ? files.text(`${version2Root}/cgroup.controllers`) : null;
  const isVersion1 = (name: string) => name !== 'unified' && files.exists(`${root}/${name}/cgroup.procs`);
  return {
    version2: version2Root !== undefined,
    version1Controllers: version2Root === root ? [] : files.directories(root).filter(isVersion1),
    version2Controllers: controllers?.ok ? controllers.value.trim().split(' ').filter(Boolean) : [],
  };
}
