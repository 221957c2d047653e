import { type Files, natural } from '../files/index.ts';
import { parseNamespacePids } from './process-texts.ts';

/** Which processes of its machine a /proc shows to this process. */
export interface Visibility {
  /** It leaves out the processes of others: it is mounted so, and this process may not see them all the same. */
  readonly hidden: boolean;
  /** This process is in a PID namespace, and this /proc begins at that one. */
  readonly foreignPidNamespace: boolean;
}

/** Links of the machine's own namespaces: PROC_PID_INIT_INO and PROC_USER_INIT_INO of the kernel's include/linux/proc_ns.h. */
const INITIAL_PID_NAMESPACE = 'pid:[4026531836]';
const INITIAL_USER_NAMESPACE = 'user:[4026531837]';

/** Asks how a /proc is mounted, and what this process may. */
export function readVisibility(files: Files, procRoot: string): Visibility {
  const status = files.text(`${procRoot}/self/status`);
  return {
    hidden: hidesProcesses(files, procRoot, status.ok ? status.value : ''),
    foreignPidNamespace:
      isNamespaced(files, `${procRoot}/self/ns/pid`, INITIAL_PID_NAMESPACE) &&
      status.ok &&
      parseNamespacePids(status.value).length <= 1,
  };
}

/** As has_pid_permissions() of the kernel's fs/proc/base.c decides. */
function hidesProcesses(files: Files, procRoot: string, status: string): boolean {
  const mounts = files.text(`${procRoot}/self/mountinfo`);
  const { hides, gid } = parseHidePid(mounts.ok ? mounts.value : '', procRoot);
  if (hides === 'nothing') return false;
  const { mayTraceAll, groups } = parseCredentials(status);
  if (hides === 'from-strangers' && groups.includes(gid)) return false;
  return !(mayTraceAll && reachesAll(files, procRoot));
}

/** A capability counts for the processes of its user namespace only; one that shows the first process is theirs. */
const reachesAll = (files: Files, procRoot: string): boolean =>
  !isNamespaced(files, `${procRoot}/self/ns/user`, INITIAL_USER_NAMESPACE) ||
  files.text(`${procRoot}/1/stat`).ok;

function isNamespaced(files: Files, path: string, initial: string): boolean {
  const link = files.link(path);
  return link.ok && link.value !== initial;
}

/** What a process may, as far as it decides whom it sees. */
export interface Credentials {
  /** It may look into every process: CAP_SYS_PTRACE is among its effective capabilities (capabilities(7)). */
  readonly mayTraceAll: boolean;
  /** Its groups, that of its files first. */
  readonly groups: readonly number[];
}

/** Bit of CAP_SYS_PTRACE in the kernel's include/uapi/linux/capability.h. */
const SYS_PTRACE = 19n;

/** Reads `/proc/<pid>/status` (proc_pid_status(5)); what is not said, it may not. */
export function parseCredentials(status: string): Credentials {
  const capabilities = /^CapEff:\s+([0-9a-f]{1,16})$/m.exec(status)?.[1];
  const fileGroup = /^Gid:(?:\s+\d+){3}\s+(\d+)$/m.exec(status)?.[1];
  const others = /^Groups:\s+(.*)$/m.exec(status)?.[1]?.split(' ') ?? [];
  return {
    mayTraceAll: ((BigInt(`0x${capabilities ?? '0'}`) >> SYS_PTRACE) & 1n) === 1n,
    groups: [fileGroup, ...others].flatMap((it) => natural(it) ?? []),
  };
}

/** How a mount of proc(5) hides processes from who may not look into them. */
export interface HidePid {
  /** `from-strangers`: the group of the mount sees all; `untraceable`: it does not either. */
  readonly hides: 'nothing' | 'from-strangers' | 'untraceable';
  /** The group of the mount's `gid=`; root's unless given. */
  readonly gid: number;
}

/** `hidepid=` values that hide something, by number and by the names of Linux 5.8. */
const HIDING = /(?:^|,)hidepid=(?:1|2|noaccess|invisible)(?:,|$)/;
const HIDING_FROM_ALL = /(?:^|,)hidepid=(?:4|ptraceable)(?:,|$)/;

/** What `/proc/self/mountinfo` (proc_pid_mountinfo(5)) says of the proc that is mounted at `mountPoint`. */
export function parseHidePid(text: string, mountPoint: string): HidePid {
  const place = mountPoint.replace(/(?<=.)\/+$/, '');
  let options = '';
  for (const line of text.split('\n')) {
    const [fields = '', mounted = ''] = line.split(' - ');
    const [type, , ofMount = ''] = mounted.split(' ');
    if (type === 'proc' && fields.split(' ')[4] === place) options = ofMount;
  }
  const gid = natural(/(?:^|,)gid=(\d+)(?:,|$)/.exec(options)?.[1]) ?? 0;
  if (HIDING_FROM_ALL.test(options)) return { hides: 'untraceable', gid };
  return { hides: HIDING.test(options) ? 'from-strangers' : 'nothing', gid };
}
