import { type Files, natural } from '../files/index.ts';
import { parseNamespacePids } from './process-texts.ts';

/** Whether /proc hides processes of the machine from this process. */
export interface Visibility {
  /** It is mounted with `hidepid`, and this process has no right to see the processes of other users. */
  readonly hidden: boolean;
  /** This process is in a PID namespace, and /proc shows only that namespace. */
  readonly foreignPidNamespace: boolean;
}

/** Links of the machine's own namespaces: PROC_PID_INIT_INO and PROC_USER_INIT_INO of include/linux/proc_ns.h. */
const INITIAL_PID_NAMESPACE = 'pid:[4026531836]';
const INITIAL_USER_NAMESPACE = 'user:[4026531837]';

/** Reads how /proc is mounted, and the rights of this process. */
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

/** Follows has_pid_permissions() in the kernel's fs/proc/base.c. */
function hidesProcesses(files: Files, procRoot: string, status: string): boolean {
  const mounts = files.text(`${procRoot}/self/mountinfo`);
  const { hides, gid } = parseHidePid(mounts.ok ? mounts.value : '', procRoot);
  if (hides === 'nothing') return false;
  const { mayTraceAll, groups } = parseCredentials(status);
  if (hides === 'from-strangers' && groups.includes(gid)) return false;
  return !(mayTraceAll && reachesAll(files, procRoot));
}

/** A capability applies only to its own user namespace. If process 1 is readable, it applies to this /proc. */
const reachesAll = (files: Files, procRoot: string): boolean =>
  !isNamespaced(files, `${procRoot}/self/ns/user`, INITIAL_USER_NAMESPACE) ||
  files.text(`${procRoot}/1/stat`).ok;

function isNamespaced(files: Files, path: string, initial: string): boolean {
  const link = files.link(path);
  return link.ok && link.value !== initial;
}

/** Bit of CAP_SYS_PTRACE in the kernel's include/uapi/linux/capability.h. */
const SYS_PTRACE = 19n;

/**
 * The rights of a process that decide which processes it sees, from `/proc/<pid>/status` (proc_pid_status(5)). With
 * CAP_SYS_PTRACE (capabilities(7)) it may read all. The filesystem group is the first of its groups. A right that is
 * missing in the text is not granted.
 */
export function parseCredentials(status: string): { mayTraceAll: boolean; groups: readonly number[] } {
  const capabilities = /^CapEff:\s+([0-9a-f]{1,16})$/m.exec(status)?.[1];
  const fileGroup = /^Gid:(?:[ \t]+\d+){3}[ \t]+(\d+)$/m.exec(status)?.[1];
  const others = /^Groups:\s+(.*)$/m.exec(status)?.[1]?.split(' ') ?? [];
  return {
    mayTraceAll: ((BigInt(`0x${capabilities ?? '0'}`) >> SYS_PTRACE) & 1n) === 1n,
    groups: [fileGroup, ...others].flatMap((it) => natural(it) ?? []),
  };
}

/** `hidepid=` values that hide something, by number and by the names of Linux 5.8. */
const HIDING = /(?:^|,)hidepid=(?:1|2|noaccess|invisible)(?:,|$)/;
const HIDING_FROM_ALL = /(?:^|,)hidepid=(?:4|ptraceable)(?:,|$)/;

/**
 * The options of the proc(5) mount at `mountPoint`, from `/proc/self/mountinfo` (proc_pid_mountinfo(5)).
 * `from-strangers`: only the group `gid` sees all processes; `untraceable`: not even that group does.
 */
export function parseHidePid(
  text: string,
  mountPoint: string,
): { hides: 'nothing' | 'from-strangers' | 'untraceable'; gid: number } {
  const place = mountPoint.replace(/(?<=[^/])\/+$/, '');
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
