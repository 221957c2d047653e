import { natural } from '../proc/index.ts';

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
