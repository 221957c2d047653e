import { type Files, parsed } from '../files/index.ts';
import type { GpuHolders } from '../gpu/index.ts';
import { MAX_ENVIRONMENT_BYTES, type Process, pickEnvironment, socketInodes } from '../processes/index.ts';

/** What tells to which server a process of another daemon belongs. */
export interface RankEvidence {
  /** The job of Ray for which a process was started; null if it is not known. */
  jobOf(process: Process): string | null;
  /** The cgroup of a process; null if it is not known, or if it is the root of all cgroups. */
  cgroupOf(process: Process): string | null;
  /** True if one of `others` has a connection to a port of the process, or the process to a port of theirs. */
  isConnected(process: Process, others: readonly Process[]): boolean;
  /** The user id of a process; null if it is not known. */
  userOf(process: Process): string | null;
  /** The ids of the GPUs that a process computes on. */
  gpusOf(process: Process): readonly string[];
}

/** Nothing is known. */
export const NO_EVIDENCE: RankEvidence = {
  jobOf: () => null,
  cgroupOf: () => null,
  isConnected: () => false,
  userOf: () => null,
  gpusOf: () => [],
};

/** Reads the evidence of one search, each file once. What may not be read is not known. */
export function readEvidence(files: Files, procRoot: string, holders: GpuHolders): RankEvidence {
  const ofEach = <T>(read: (files: Files, directory: string) => T) => {
    const known = new Map<Process, T>();
    return (process: Process): T => {
      const before = known.get(process);
      if (before !== undefined) return before;
      const now = read(files, `${procRoot}/${process.pid}`);
      known.set(process, now);
      return now;
    };
  };
  const socketsOf = ofEach(readSockets);
  return {
    jobOf: ofEach(readJob),
    cgroupOf: ofEach(readCgroup),
    userOf: ofEach(readUser),
    gpusOf: ({ pid }) => holders.get(pid) ?? [],
    isConnected: (process, others) => {
      const own = socketsOf(process);
      return others.some((other) => {
        const its = socketsOf(other);
        return own.namespace === its.namespace && (meets(own, its) || meets(its, own));
      });
    },
  };
}

/** Ray's id of no job: `ffffffff`. */
const NO_JOB = /^f*$/i;

function readJob(files: Files, directory: string): string | null {
  const text = files.text(`${directory}/environ`, MAX_ENVIRONMENT_BYTES);
  const job = parsed(text, (it) => pickEnvironment(it, ['RAY_JOB_ID']).get('RAY_JOB_ID') ?? null);
  return job === null || NO_JOB.test(job) ? null : job;
}

/** The effective user id, of proc_pid_status(5). */
const readUser = (files: Files, directory: string): string | null =>
  parsed(files.text(`${directory}/status`), (it) => /^Uid:\t\d+\t(\d{1,10})\t/m.exec(it)?.[1] ?? null);

/** A process that is in the root of every hierarchy. */
const IN_ROOT = /^(?:\d{0,9}:[^:\n]{0,256}:\/\n?)*$/;

function readCgroup(files: Files, directory: string): string | null {
  const text = parsed(files.text(`${directory}/cgroup`), (it) => it.trim());
  return text === null || IN_ROOT.test(text) ? null : text;
}

/** The TCP ports that a process listens on, and those that it has connected to. */
interface Sockets {
  readonly namespace: string | null;
  readonly listens: ReadonlySet<string>;
  readonly reaches: ReadonlySet<string>;
}

const meets = (a: Sockets, b: Sockets): boolean => [...a.listens].some((port) => b.reaches.has(port));

function readSockets(files: Files, directory: string): Sockets {
  const namespace = files.link(`${directory}/ns/net`);
  const inodes = socketInodes(files, directory);
  const open = new Set(inodes.ok ? inodes.value : []);
  const rows = ['tcp', 'tcp6'].flatMap((it) => parsed(files.text(`${directory}/net/${it}`), parseTcp) ?? []);
  const own = rows.filter(({ inode }) => open.has(inode));
  return {
    namespace: namespace.ok ? namespace.value : null,
    listens: new Set(own.filter((it) => it.state === LISTEN).map((it) => it.port)),
    reaches: new Set(own.filter((it) => it.state === ESTABLISHED).map((it) => it.remotePort)),
  };
}

const ESTABLISHED = '01';
const LISTEN = '0A';

/** `sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode` of proc_pid_net(5). */
const TCP =
  /^ *\d+: [0-9A-F]{8,32}:([0-9A-F]{4}) [0-9A-F]{8,32}:([0-9A-F]{4}) (01|0A) \S+ \S+ \S+ +\d+ +\d+ (\d+) /gm;

const parseTcp = (text: string) =>
  [...text.matchAll(TCP)].map(([, port = '', remotePort = '', state = '', inode = '']) => ({
    port,
    remotePort,
    state,
    inode,
  }));
