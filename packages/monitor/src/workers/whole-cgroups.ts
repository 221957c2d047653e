import type { CgroupDirectory } from '../cgroup/index.ts';
import type { Files } from '../files/index.ts';
import { type Process, parseProcessStat } from '../processes/index.ts';
import type { Worker } from './worker.ts';

/**
 * Selects the cgroups whose counters cover a whole worker. A member that a cgroup does not list may have ended since the
 * process table was read; its use remains in the cgroup's counters. If it still runs it is outside the cgroup, and is
 * not checked again while it stays outside.
 */
export class WholeCgroups {
  readonly #files: Files;
  readonly #procRoot: string;
  #before = new Set<string>();
  #now = new Set<string>();

  constructor(files: Files, procRoot: string) {
    this.#files = files;
    this.#procRoot = procRoot;
  }

  /** The directories that contain every member of the worker, v2 first. */
  of({ directories, members }: Pick<Worker, 'directories' | 'members'>): readonly CgroupDirectory[] {
    return directories
      .filter(({ pids }) => members.every((it) => pids.has(it.pid) || !this.#isOutside(it)))
      .toSorted((a, b) => b.version - a.version);
  }

  endSample(): void {
    this.#before = this.#now;
    this.#now = new Set();
  }

  #isOutside({ key, pid }: Process): boolean {
    if (this.#now.has(key)) return true;
    if (!this.#before.has(key)) {
      const stat = this.#files.text(`${this.#procRoot}/${pid}/stat`);
      const hasEnded = stat.ok ? parseProcessStat(stat.value)?.alive === false : stat.refusal === 'gone';
      if (hasEnded) return false;
    }
    this.#now.add(key);
    return true;
  }
}
