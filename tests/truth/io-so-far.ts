import { readFileSync } from 'node:fs';

/** Bytes that passed between processes and the storage by now. */
export interface Moved {
  readonly read: number;
  readonly written: number;
}

/** What the kernel has counted of processes by now: `read_bytes` and `write_bytes` of /proc/<pid>/io (proc_pid_io(5)). */
export const ioSoFar = (pids: readonly number[]): Moved =>
  pids.reduce(
    ({ read, written }, pid) => {
      const text = readFileSync(`/proc/${pid}/io`, 'utf8');
      const counter = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1]);
      return { read: read + counter('read_bytes'), written: written + counter('write_bytes') };
    },
    { read: 0, written: 0 },
  );
