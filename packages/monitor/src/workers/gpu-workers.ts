import type { GpuHolders } from '../gpu/index.ts';
import { knowsStack, type Process } from '../processes/index.ts';
import { ancestors, type Family, type Matches, startedTrees } from './family.ts';
import { looseWorker, type Worker } from './worker.ts';

/** Group of workers that are found only because they hold a GPU. */
const GPU_GROUP = 'gpu';

/**
 * Workers made of GPU holders that belong to no other worker and not to the desktop; ranks of one launcher are one
 * worker.
 */
export function gpuWorkers(holders: GpuHolders, family: Family, isTaken: Matches): readonly Worker[] {
  const isFree = (it: Process) => it.role !== 'boundary' && it.desktop === null && !isTaken(it);
  const found = [...holders.keys()]
    .flatMap((pid) => family.processes.get(pid) ?? [])
    .filter((it) => isFree(it) && !isBelowDesktop(it, family));
  const tops = found.map((it) => topHolder(it, holders, family, isFree));
  return startedTrees(tops, family, isTaken).map(({ first, tops, above, members }) => {
    const launcher = above.find((it) => it.role === 'launcher');
    return looseWorker(GPU_GROUP, 'gpu', launcher ?? tops[0] ?? first, members);
  });
}

/**
 * The topmost ancestor that holds a GPU, or that forked the process or started it through Python's multiprocessing.
 * Ranks are thus counted with the program that started them.
 */
function topHolder(holder: Process, holders: GpuHolders, family: Family, isFree: Matches): Process {
  let top = holder;
  for (const at of ancestors(holder, family)) {
    if (!isFree(at) || !(holders.has(at.pid) || top.part !== null || isForkOf(top, at))) return top;
    top = at;
  }
  return top;
}

/** True for what a browser or a launcher of games started, except below a shell of the user. */
function isBelowDesktop(process: Process, family: Family): boolean {
  const above = ancestors(process, family);
  const end = above.findIndex((it) => it.role === 'boundary');
  return (end < 0 ? above : above.slice(0, end)).some((it) => it.desktop === 'with-children');
}

/** A forked process keeps its parent's stack address until exec. */
const isForkOf = (child: Process, parent: Process): boolean =>
  knowsStack(parent) && child.stackStart === parent.stackStart && parent.role === 'other';
