import { natural } from '../files/index.ts';

/** Bytes that a cgroup moved from and to block devices. */
export interface BlockIo {
  readonly readBytes: number;
  readonly writtenBytes: number;
}

/**
 * Reads a v2 `io.stat` (cgroup-v2.rst): a line a device, nested cgroups included. An empty file is a true zero, and
 * so is a device without a count; null when a line names no device.
 */
export function parseIoStat(text: string): BlockIo | null {
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
 * Reads a v1 `blkio.throttle.io_service_bytes[_recursive]` (cgroup-v1/blkio-controller.rst). Null when no
 * device is listed: kernels that count only after a limit was set print `Total 0` whatever was moved.
 */
export function parseBlkio(text: string): BlockIo | null {
  const sum = (direction: string) =>
    [...text.matchAll(new RegExp(`^\\d+:\\d+ ${direction} (\\d+)$`, 'gm'))]
      .map(([, bytes]) => natural(bytes))
      .reduce<number | null>((total, bytes) => (bytes === null ? total : (total ?? 0) + bytes), null);
  const readBytes = sum('Read');
  const writtenBytes = sum('Write');
  return readBytes === null || writtenBytes === null ? null : { readBytes, writtenBytes };
}

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

/** The place below `rbee.slice` that a line of `/proc/<pid>/cgroup` names; a path may begin above the reader's root. */
const IN_SLICE = /^\d+:[^:]*:\/.*?\brbee\.slice\/(.+)$/;

/** Where in rbee.slice a process is, by its `/proc/<pid>/cgroup` (cgroups(7)); null for one that is elsewhere. */
export function placeInSlice(text: string): string | null {
  for (const line of text.split('\n')) {
    const place = IN_SLICE.exec(line)?.[1];
    if (place !== undefined) return place;
  }
  return null;
}

/**
 * The processes of a `cgroup.procs`, a line each; a process of another pid namespace is listed as 0 and left out, and so is
 * a line that was cut.
 */
export const parsePids = (text: string): readonly number[] =>
  text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => natural(line) || []);
