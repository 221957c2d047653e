import { natural } from '../files/index.ts';
import type { StorageBytes } from '../processes/index.ts';

/**
 * Reads a v2 `io.stat` (cgroup-v2.rst): one line per device, nested cgroups included. An empty file and a device
 * without counts are zero. Null if a line names no device or the text is cut short.
 */
export function parseIoStat(text: string): StorageBytes | null {
  if (!isWhole(text)) return null;
  let readBytes = 0;
  let writtenBytes = 0;
  for (const line of text.split('\n').filter((it) => it !== '')) {
    if (!/^\d+:\d+(?: |$)/.test(line)) return null;
    readBytes += natural(/ rbytes=(\d+)/.exec(line)?.[1]) ?? 0;
    writtenBytes += natural(/ wbytes=(\d+)/.exec(line)?.[1]) ?? 0;
  }
  return { readBytes, writtenBytes };
}

/**
 * Reads a v1 `blkio.throttle.io_service_bytes[_recursive]` (cgroup-v1/blkio-controller.rst). Null if no device is
 * listed or the text is cut short: kernels that count only after a limit was set print `Total 0` regardless of the real
 * I/O.
 */
export function parseBlkio(text: string): StorageBytes | null {
  if (!isWhole(text)) return null;
  const sum = (direction: string) =>
    [...text.matchAll(new RegExp(`^\\d+:\\d+ ${direction} (\\d+)$`, 'gm'))]
      .map(([, bytes]) => natural(bytes))
      .reduce<number | null>((total, bytes) => (bytes === null ? total : (total ?? 0) + bytes), null);
  const readBytes = sum('Read');
  const writtenBytes = sum('Write');
  return readBytes === null || writtenBytes === null ? null : { readBytes, writtenBytes };
}

/** The kernel ends each line with a newline; a number at the end of a shorter text may lack digits. */
const isWhole = (text: string): boolean => text === '' || text.endsWith('\n');

/** CPU seconds of a v2 `cpu.stat` (cgroup-v2.rst), nested cgroups included; null when the line is missing. */
export function parseCpuStat(text: string): number | null {
  const microseconds = natural(/^usage_usec (\d+)\n/m.exec(text)?.[1]);
  return microseconds === null ? null : microseconds / 1e6;
}

/** CPU seconds of a v1 `cpuacct.usage` (cgroup-v1/cpuacct.rst), nested cgroups included; null if it is not a number. */
export function parseCpuacctUsage(text: string): number | null {
  const nanoseconds = natural(/^(\d+)\n$/.exec(text)?.[1]);
  return nanoseconds === null ? null : nanoseconds / 1e9;
}

/**
 * Anonymous memory of a cgroup and the cgroups below, in bytes, from a v2 `memory.stat` (cgroup-v2.rst) or a v1 one
 * (cgroup-v1/memory.rst); null if the line is missing.
 */
export const parseAnonymousBytes = (text: string): number | null =>
  natural(/^(?:anon|total_rss) (\d+)\n/m.exec(text)?.[1]);

/**
 * The lines of `/proc/<pid>/cgroup` (cgroups(7)): the path of a process in each hierarchy, which may contain colons. The
 * id 0 is that of version 2.
 */
export const parseCgroups = (text: string) =>
  text.split('\n').map((line) => {
    const [id = '', controllers = '', ...path] = line.split(':');
    return { id, controllers, path: path.join(':') };
  });

/**
 * The path of a cgroup in an rbee.slice, from a process's `/proc/<pid>/cgroup` (cgroups(7)); null if it is in none. The
 * kernel starts a path above the reader's own cgroup root with `/..`; these are left out, and the rest is the path from
 * the hierarchy's root. A controller of version 1 may have another path than the others: the first in a slice counts.
 */
export function pathInSlice(text: string): string | null {
  for (const line of text.split('\n')) {
    const path = /^\d+:[^:]*:(?:\/\.\.)*\/(.+)$/.exec(line)?.[1];
    if (path && /(?:^|\/)rbee\.slice\/./.test(path)) return path;
  }
  return null;
}

/** The pids of a `cgroup.procs`, without a truncated line and without 0, a process of another PID namespace. */
export const parsePids = (text: string): readonly number[] =>
  text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => natural(line) || []);
