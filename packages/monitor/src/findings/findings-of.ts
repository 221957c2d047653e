import { type Finding, finding, type Outcome } from './finding.ts';
import { gpuFindings } from './gpu-findings.ts';
import type { Access, CgroupFacts, MachineFacts, MachineFile } from './machine-facts.ts';

/** The files of each process, and what is lost without them. */
const PROCESS_FILES = [
  ['command-lines', 'Command lines', 'commandLines', 'these engines cannot be recognised'],
  ['descriptors', 'Open files and sockets', 'descriptors', 'their ports are taken from command lines'],
  ['process-io', 'Storage I/O of processes', 'io', 'their storage I/O is unknown outside a cgroup'],
  ['environments', 'Environments', 'environments', 'ports and models set there are not known'],
] as const;

/** The findings of a Linux machine, the most general first. */
export const findingsOf = (facts: MachineFacts): readonly Finding[] => [
  finding('os', 'Operating system', [
    'ok',
    `Linux ${facts.kernel}: workers, their figures and the machine can be read.`,
  ]),
  finding('machine', "The machine's figures", machineFiles(facts)),
  finding('proc', 'Process table', processTable(facts)),
  ...PROCESS_FILES.map(([id, label, files, lost]) => finding(id, label, access(facts[files], lost))),
  finding('cgroups', 'Control groups', hierarchies(facts.cgroups)),
  finding('rbee-slice', 'Instances in rbee.slice', ['ok', instancesInSlice(facts.cgroups)]),
  ...gpuFindings(facts.gpus),
  finding('workers', 'Workers', workersFound(facts)),
];

/** The findings of a machine that does not run Linux. */
export const findingsElsewhere = (os: string, kernel: string): readonly Finding[] => [
  finding('os', 'Operating system', [
    'partly',
    `${os} ${kernel}: the machine's own figures can be read, but workers only on Linux; run the hive on a Linux machine.`,
  ]),
  finding('workers', 'Workers', [
    'no',
    `Workers cannot be found on ${os}: the process table is read on Linux only.`,
  ]),
];

/** Figures of the machine that come from one file of /proc alone. The time of the boot is in several. */
const FIGURES_IN: Readonly<Record<MachineFile, string>> = {
  stat: 'CPU use and CPU count',
  loadavg: 'the load',
  meminfo: 'memory and swap',
};

function machineFiles({ machineFiles, procRoot }: MachineFacts): Outcome {
  const names = Object.keys(FIGURES_IN) as MachineFile[];
  const missing = names.filter((it) => !machineFiles.includes(it));
  if (missing.length === 0) {
    return ['ok', 'CPU, load, memory and swap can be read.'];
  }
  const files = missing.map((it) => `${procRoot}/${it}`).join(', ');
  const lost = missing.map((it) => FIGURES_IN[it]).join(', ');
  return [
    missing.length === names.length ? 'no' : 'partly',
    `${files} cannot be read, so ${lost} are unknown; mount proc(5) there without subset=pid, and let the hive read it.`,
  ];
}

function processTable({ procRoot, processes, hidden, foreignPidNamespace }: MachineFacts): Outcome {
  if (!processes.ok) {
    return [
      'no',
      `${procRoot} cannot be listed (${processes.reason}), so no worker can be found; mount proc(5) there, or set procRoot to where it is mounted.`,
    ];
  }
  if (hidden) {
    return [
      'partly',
      `${procRoot} is mounted with hidepid, which hides the processes of other users; to see them, run the hive as root, with CAP_SYS_PTRACE or in the group of the mount option gid=.`,
    ];
  }
  if (foreignPidNamespace) {
    return [
      'partly',
      `The hive runs in a PID namespace and ${procRoot} shows no process outside it; share the host's PID namespace (--pid=host), or mount the host's /proc and set procRoot to it.`,
    ];
  }
  return ['ok', `${procRoot} lists ${processes.count} processes, including those of other users.`];
}

function access({ given, refused }: Access, lost: string): Outcome {
  const total = given + refused;
  if (total === 0) return ['no', 'There is no process to read.'];
  if (refused === 0) return ['ok', `Can be read for all ${total} processes.`];
  return [
    given === 0 ? 'no' : 'partly',
    `May not be read of ${refused} of ${total} processes, so ${lost}; run the hive as root or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH to read them.`,
  ];
}

function hierarchies({ version2, version1Controllers, version2Controllers }: CgroupFacts): Outcome {
  const names = (controllers: readonly string[]) =>
    controllers.length > 0 ? `controllers ${controllers.toSorted().join(', ')}` : 'no controller';
  if (version1Controllers.length > 0) {
    const layout = version2 ? 'Versions 1 and 2 side by side' : 'Version 1';
    return [
      'partly',
      `${layout}, version 1 with ${names(version1Controllers)}: CPU time is read from the cgroup, but storage I/O is summed over processes; boot with systemd.unified_cgroup_hierarchy=1 to use version 2 alone.`,
    ];
  }
  if (version2) {
    return [
      'ok',
      `Version 2 with ${names(version2Controllers)}: counters of a worker in a cgroup include processes that have ended.`,
    ];
  }
  return [
    'no',
    'No cgroup hierarchy was found, so workers are found by their command lines only; mount one, or set sysRoot to where sysfs is mounted.',
  ];
}

const instancesInSlice = ({ instances }: CgroupFacts): string =>
  instances.length > 0
    ? `rbee.slice holds ${instances.length} with processes: ${instances.slice(0, 10).join(', ')}${instances.length > 10 ? ', ...' : ''}.`
    : 'rbee.slice holds no instance with a process; `rbee run` or a systemd unit with Slice=rbee-<group>.slice puts one there.';

const FOUND_BY: Readonly<Record<MachineFacts['workers'][number], string>> = {
  cgroup: 'by cgroup',
  engine: 'by the command line of a known engine',
  watch: 'by a watch pattern',
  gpu: 'by holding a GPU',
};

function workersFound({ workers, processes, hidden, foreignPidNamespace }: MachineFacts): Outcome {
  if (!processes.ok) return ['no', 'Workers cannot be found, because processes cannot be listed.'];
  const counts = [...Map.groupBy(workers, (it) => it)]
    .map(([foundBy, its]) => `${its.length} ${FOUND_BY[foundBy]}`)
    .join(', ');
  const found = workers.length > 0 ? `Found ${workers.length}: ${counts}` : 'No worker was found';
  if (hidden || foreignPidNamespace) {
    return [
      workers.length > 0 ? 'partly' : 'no',
      `${found}; there may be more among the processes that /proc hides.`,
    ];
  }
  if (workers.length > 0) return ['ok', `${found}.`];
  return ['ok', `${found}; start an inference server, or name yours with a watch pattern.`];
}
