import { parseCgroups } from '../cgroup/index.ts';
import { type Files, natural, parsed } from '../files/index.ts';
import { parseContainer } from '../naming/index.ts';

/**
 * Whose a process is, for people to read: a user, a container, or for root its cgroup. Null if that is not known, and
 * for root's processes in no cgroup. The user is that of the session (`user-1000.slice` of systemd-logind), as a user can
 * have processes with other ids (subuid(5)); users in containers are not those of the machine. Reads only files for
 * which the kernel takes no lock of the process's memory.
 */
export function ownerOf(files: Pick<Files, 'text'>, directory: string): string | null {
  const cgroups = files.text(`${directory}/cgroup`, MAX_BYTES);
  const text = cgroups.ok ? cgroups.value : '';
  const session = SESSION.exec(text)?.[1];
  if (session !== undefined) return `user ${session}`;
  const container = parseContainer(text);
  if (container) return `container ${container.id}`;
  const uid = parsed(files.text(`${directory}/status`, MAX_BYTES), parseRealUid);
  if (uid === null || uid > 0) return uid === null ? null : `user ${uid}`;
  const path = parseCgroups(text).find((it) => it.path !== '' && it.path !== '/')?.path;
  return path === undefined ? null : `cgroup ${path}`;
}

/** Longest part of these files that is read. */
const MAX_BYTES = 64 * 1024;

/**
 * The slice of a user's sessions and services, at the top of the machine's cgroups: whoever has a cgroup may give any
 * name to those below. Root's own slice is not one.
 */
const SESSION = /^\d*:[^:\n]*:(?:\/\.\.)*\/user\.slice\/user-([1-9]\d{0,9})\.slice(?:\/|$)/m;

/**
 * The real user id in `/proc/<pid>/status` (proc_pid_status(5)): that of who started the program, also if it is a
 * set-user-ID program.
 */
const parseRealUid = (status: string): number | null => natural(/^Uid:\s+(\d+)/m.exec(status)?.[1]);
