import type { Limits } from './place.ts';

/** One of a cgroup's files, and what to write to it. */
export interface LimitText {
  readonly name: string;
  readonly text: string;
}

/** One file of a cgroup that sets a limit. */
export interface LimitFile extends LimitText {
  readonly controller: 'cpu' | 'memory';
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

const NO_LIMITS = {
  1: { cpu: { name: 'cpu.cfs_quota_us', text: '-1' }, memory: { name: 'memory.limit_in_bytes', text: '-1' } },
  2: { cpu: { name: 'cpu.max', text: 'max' }, memory: { name: 'memory.max', text: 'max' } },
} as const;

/** Files to write to remove the limits that are not set here. */
export function liftingFiles(version: 1 | 2, { cpuPct, memoryBytes }: Limits): readonly LimitText[] {
  const { cpu, memory } = NO_LIMITS[version];
  return [...(cpuPct === undefined ? [cpu] : []), ...(memoryBytes === undefined ? [memory] : [])];
}
