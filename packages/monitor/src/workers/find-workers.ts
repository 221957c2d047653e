import type { Instance } from '../cgroup/index.ts';
import type { Process, Processes } from '../processes/index.ts';
import { engineWorkers } from './engine-workers.ts';
import { ancestors, type Family, familyOf } from './family.ts';
import { gpuWorkers } from './gpu-workers.ts';
import { instanceWorkers } from './instance-workers.ts';
import { withOrphans } from './orphans.ts';
import type { Worker } from './worker.ts';

/** Pids (in this /proc) of processes that hold a GPU. */
export type GpuHolders = ReadonlySet<number>;

const NO_HOLDERS: GpuHolders = new Set();

/**
 * Finds all workers; a process belongs to at most one. In this order: instances of rbee.slice, trees of known engines
 * and watch patterns, engine parts whose launcher has ended, other processes that hold a GPU.
 */
export function findWorkers(
  processes: Processes,
  instances: readonly Instance[],
  gpuHolders: GpuHolders = NO_HOLDERS,
): readonly Worker[] {
  const family = familyOf(processes);
  const inCgroup = new Set(instances.flatMap((it) => [...it.pids]));
  const taken = new Set([...processes.values()].filter((it) => inCgroup.has(it.pid)));
  const isTaken = (it: Process) => taken.has(it);
  const taking = (workers: readonly Worker[]) => {
    for (const { members } of workers) for (const member of members) taken.add(member);
    return workers;
  };
  const fromCgroups = taking(instanceWorkers(instances, processes, family, isTaken));
  const fromEngines = taking(engineWorkers(processes, family, isTaken));
  const ofEngines = taking(withOrphans(fromEngines, processes, family, isTaken));
  const fromGpus = gpuWorkers(gpuHolders, processes, family, isTaken);
  return [...fromCgroups, ...ofEngines, ...fromGpus].filter((it) => !isIgnored(it, family));
}

/** True if an ignore pattern matches the command line of the worker's root or of a wrapper that started it. */
const isIgnored = ({ root, members }: Worker, family: Family): boolean =>
  root.ignored ||
  (members.some((it) => it.ignored) &&
    ancestors(root, family).some((it) => it.ignored && members.includes(it)));
