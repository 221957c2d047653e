import { natural } from '../proc/index.ts';

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
