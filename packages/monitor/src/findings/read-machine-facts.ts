import { release } from 'node:os';
import { type Answer, type Files, reasonOf } from '../files/index.ts';
import { readVisibility } from '../processes/index.ts';
import type { Found } from '../workers/index.ts';
import { type Access, type CgroupFacts, MACHINE_FILES, type MachineFacts } from './machine-facts.ts';

/** Reads each kind of file of every process once, to find out what this hive may read. */
export function readMachineFacts(
  files: Files,
  procRoot: string,
  cgroupRoot: string,
  { table, instances, workers }: Found,
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
    ...readVisibility(files, procRoot),
    machineFiles: MACHINE_FILES.filter((it) => tells(files, `${procRoot}/${it}`)),
    commandLines: access((directory) => files.text(`${directory}/cmdline`)),
    descriptors: access((directory) => files.names(`${directory}/fd`)),
    io: access((directory) => files.text(`${directory}/io`)),
    environments: access((directory) => files.text(`${directory}/environ`)),
    cgroups: readCgroupFacts(
      files,
      cgroupRoot,
      instances.map((it) => `${it.group}/${it.instance}`),
    ),
    workers: workers.map(({ worker }) => worker.foundBy),
  };
}

/** Every one of these files contains a number; one without is not readable. */
function tells(files: Files, path: string): boolean {
  const text = files.text(path);
  return text.ok && /\d/.test(text.value);
}

function readCgroupFacts(files: Files, root: string, instances: readonly string[]): CgroupFacts {
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
    instances,
  };
}
