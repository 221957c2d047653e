import { release } from 'node:os';
import type { Access, CgroupFacts, MachineFacts } from '../findings/index.ts';
import { parseHidePid, parseNamespacePids } from '../proc/index.ts';
import { readInstances } from './cgroup-tree.ts';
import { type Answer, type Files, reasonOf } from './files.ts';
import type { Found } from './finder.ts';

/** Asks every process that was found for everything once, to say what can be told. */
export function readMachineFacts(
  files: Files,
  procRoot: string,
  cgroupRoot: string,
  { table, workers }: Found,
): MachineFacts {
  const pids = table.ok ? [...table.value.processes.keys()] : [];
  const refusedAll = table.ok ? table.value.refused : 0;
  const access = (ask: (directory: string) => Answer<unknown>): Access => {
    const answers = pids
      .map((pid) => ask(`${procRoot}/${pid}`))
      .filter((it) => it.ok || it.refusal !== 'gone');
    const refused = answers.filter((it) => !it.ok && it.refusal === 'permission').length;
    return { given: answers.length - refused, refused: refused + refusedAll };
  };
  return {
    os: 'linux',
    kernel: release(),
    procRoot,
    processes: table.ok
      ? { ok: true, count: pids.length + refusedAll }
      : { ok: false, reason: reasonOf(table.refusal) },
    hidden: hidesProcesses(files, procRoot),
    foreignPidNamespace: isForeignPidNamespace(files, procRoot),
    commandLines: access((directory) => files.text(`${directory}/cmdline`)),
    descriptors: access((directory) => files.names(`${directory}/fd`)),
    io: access((directory) => files.text(`${directory}/io`)),
    environments: access((directory) => files.text(`${directory}/environ`)),
    cgroups: readCgroupFacts(files, cgroupRoot),
    workers: workers.map(({ worker }) => worker.foundBy),
  };
}

/** Whether this /proc leaves out processes of others: it is mounted so, and the first process is among them. */
export function hidesProcesses(files: Files, procRoot: string): boolean {
  const mounts = files.text(`${procRoot}/self/mountinfo`);
  if (!mounts.ok || !parseHidePid(mounts.value, procRoot)) return false;
  return !files.text(`${procRoot}/1/stat`).ok;
}

/** Link of the machine's own PID namespace: PROC_PID_INIT_INO of the kernel's include/linux/proc_ns.h. */
const INITIAL_PID_NAMESPACE = 'pid:[4026531836]';

/** Whether this process is in a PID namespace, and this /proc begins at that one. */
function isForeignPidNamespace(files: Files, procRoot: string): boolean {
  const own = files.link(`${procRoot}/self/ns/pid`);
  if (!own.ok || own.value === INITIAL_PID_NAMESPACE) return false;
  const status = files.text(`${procRoot}/self/status`);
  return status.ok && parseNamespacePids(status.value).length <= 1;
}

function readCgroupFacts(files: Files, root: string): CgroupFacts {
  const version2Root = [root, `${root}/unified`].find((it) => files.exists(`${it}/cgroup.controllers`));
  const controllers = version2Root ? files.text(`${version2Root}/cgroup.controllers`) : null;
  const version1 =
    version2Root === root
      ? []
      : files
          .directories(root)
          .filter((it) => files.exists(`${root}/${it}/cgroup.procs`) && it !== 'unified');
  return {
    version2: version2Root !== undefined,
    version1Controllers: version1,
    version2Controllers: controllers?.ok ? controllers.value.trim().split(' ').filter(Boolean) : [],
    instances: readInstances(files, root).map((it) => `${it.group}/${it.instance}`),
  };
}
