import type { Files } from '../files/index.ts';
import { type Process, parseProcessStat } from '../processes/index.ts';
import type { Worker } from '../workers/index.ts';
import type { CgroupDirectory } from './instance.ts';

/** Selects the cgroups whose counters cover a whole worker. */
export interface WholeCgroups {
  /** The directories that contain every member of the worker, v2 first. */
  of(worker: Worker): readonly CgroupDirectory[];
  /** Ends a sample. */
  endSample(): void;
}

/**
 * A member that a cgroup does not list may have ended since the process table was read; its use remains in the cgroup's
 * counters. If it still runs it is outside the cgroup, and is not checked again while it stays outside.
 */
export function createWholeCgroups(files: Files, procRoot: string): WholeCgroups {
  let before = new Set<string>();
  let now = new Set<string>();
  const isOutside = ({ key, pid }: Process): boolean => {
    if (now.has(key)) return true;
    const outside = before.has(key) || !hasEnded(files, procRoot, pid);
    if (outside) now.add(key);
    return outside;
  };
  return {
    of: ({ directories, members }) =>
      directories
        .filter(({ pids }) => members.every((it) => pids.has(it.pid) || !isOutside(it)))
        .toSorted((a, b) => b.version - a.version),
    endSample: () => {
      before = now;
      now = new Set();
    },
  };
}

function hasEnded(files: Files, procRoot: string, pid: number): boolean {
  const stat = files.text(`${procRoot}/${pid}/stat`);
  return stat.ok ? parseProcessStat(stat.value)?.alive === false : stat.refusal === 'gone';
}
