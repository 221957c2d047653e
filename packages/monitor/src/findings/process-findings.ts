import type { Finding } from './finding.ts';
import type { Access, MachineFacts } from './machine-facts.ts';

const REMEDY = 'run the hive as root or with CAP_SYS_PTRACE to read them';

/** The findings about /proc and the files of its processes. */
export const processFindings = (facts: MachineFacts): readonly Finding[] => [
  procFinding(facts),
  ofAccess('command-lines', 'Command lines', facts.commandLines, 'these engines cannot be recognised'),
  ofAccess(
    'descriptors',
    'Open files and sockets',
    facts.descriptors,
    'their ports are taken from command lines',
  ),
  ofAccess(
    'process-io',
    'Storage I/O of processes',
    facts.io,
    'their storage I/O is unknown outside a cgroup',
  ),
  ofAccess('environments', 'Environments', facts.environments, 'ports and models set there are not known'),
];

function procFinding({ procRoot, processes, hidden, foreignPidNamespace }: MachineFacts): Finding {
  const finding = (state: Finding['state'], detail: string): Finding => ({
    id: 'proc',
    state,
    label: 'Process table',
    detail,
  });
  if (!processes.ok) {
    return finding(
      'no',
      `${procRoot} cannot be listed (${processes.reason}), so no worker can be found; mount proc(5) there, or set procRoot to where it is mounted.`,
    );
  }
  if (hidden) {
    return finding(
      'partly',
      `${procRoot} is mounted with hidepid, which hides the processes of other users; to see them, run the hive as root, with CAP_SYS_PTRACE or in the group of the mount option gid=.`,
    );
  }
  if (foreignPidNamespace) {
    return finding(
      'partly',
      `The hive runs in a PID namespace and ${procRoot} shows no process outside it; share the host's PID namespace (--pid=host), or mount the host's /proc and set procRoot to it.`,
    );
  }
  return finding('ok', `${procRoot} lists ${processes.count} processes, including those of other users.`);
}

function ofAccess(id: string, label: string, { given, refused }: Access, lost: string): Finding {
  const total = given + refused;
  if (total === 0) return { id, label, state: 'no', detail: 'There is no process to read.' };
  if (refused === 0) return { id, label, state: 'ok', detail: `Can be read for all ${total} processes.` };
  return {
    id,
    label,
    state: given === 0 ? 'no' : 'partly',
    detail: `May not be read of ${refused} of ${total} processes, so ${lost}; ${REMEDY}.`,
  };
}
