import type { Limits } from './place.ts';

/** One file of a cgroup that sets a limit. */
export interface LimitFile {
  readonly controller: 'cpu' | 'memory';
  readonly name: string;
  readonly text: string;
}

/** Length of the time slice that CPU time is allotted in, microseconds: the kernel's own default. */
const PERIOD_US = 100_000;

/** What to write to hold a cgroup to limits (cgroup-v2.rst; cgroup-v1/memory.rst, sched-bwc.rst). */
export function limitFiles(version: 1 | 2, { cpuPct, memoryBytes }: Limits): readonly LimitFile[] {
  const files: LimitFile[] = [];
  if (cpuPct !== undefined) {
    const quota = Math.round((cpuPct / 100) * PERIOD_US);
    const controller = 'cpu';
    if (version === 2) files.push({ controller, name: 'cpu.max', text: `${quota} ${PERIOD_US}` });
    else {
      files.push({ controller, name: 'cpu.cfs_period_us', text: String(PERIOD_US) });
      files.push({ controller, name: 'cpu.cfs_quota_us', text: String(quota) });
    }
  }
  if (memoryBytes !== undefined) {
    const name = version === 2 ? 'memory.max' : 'memory.limit_in_bytes';
    files.push({ controller: 'memory', name, text: String(memoryBytes) });
  }
  return files;
}
