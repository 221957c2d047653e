import { readFileSync } from 'node:fs';

/** Bytes that processes have read from and written to storage so far. */
export interface Moved {
  readonly read: number;
  readonly written: number;
}

/** The kernel's counters of processes so far: `read_bytes` and `write_bytes` of /proc/<pid>/io (proc_pid_io(5)). */
export const ioSoFar = (pids: readonly number[]): Moved =>
  pids.reduce(
    ({ read, written }, pid) => {
      const text = readFileSync(`/proc/${pid}/io`, 'utf8');
      const counter = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1]);
      return { read: read + counter('read_bytes'), written: written + counter('write_bytes') };
    },
    { read: 0, written: 0 },
  );
