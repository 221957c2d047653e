import { parseCredentials, parseHidePid, parseNamespacePids } from '../proc/index.ts';
import type { Files } from './files.ts';

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
