import type { Process, Processes } from '../processes/index.ts';
import { ancestors, type Family, treeOf, wrappersAbove } from './family.ts';
import type { Worker } from './worker.ts';

/** Group of a worker that is known only by the GPU that it holds. */
const GPU_GROUP = 'gpu';

/** The processes that hold a GPU and are of no other worker, each with what started it as one of several. */
export function gpuWorkers(
  holders: ReadonlySet<number>,
  processes: Processes,
  family: Family,
  isTaken: (it: Process) => boolean,
): readonly Worker[] {
  const isFree = (it: Process) => it.role !== 'boundary' && !isTaken(it);
  const found = [...holders].flatMap((pid) => processes.get(pid) ?? []).filter(isFree);
  const started = found.map((it) => {
    const top = topHolder(it, holders, family, isFree);
    return { top, above: wrappersAbove(top, family).filter(isFree) };
  });
  const byStart = Map.groupBy(started, ({ top, above }) => above.at(-1) ?? top);
  return [...byStart].map(([first, [{ top, above } = { top: first, above: [] }]]) => ({
    group: GPU_GROUP,
    name: null,
    foundBy: 'gpu' as const,
    root: above.find((it) => it.role === 'launcher') ?? top,
    members: treeOf(first, family, (it) => isTaken(it) || (byStart.has(it) && it !== first)),
    directories: [],
    told: null,
  }));
}

/**
 * The topmost holder above a process, and whatever forked it or started it through Python's multiprocessing: ranks then
 * fold into the program that started them.
 */
function topHolder(
  holder: Process,
  holders: ReadonlySet<number>,
  family: Family,
  isFree: (it: Process) => boolean,
): Process {
  let top = holder;
  for (const at of ancestors(holder, family)) {
    if (!isFree(at) || !(holders.has(at.pid) || top.part !== null || isForkOf(top, at))) return top;
    top = at;
  }
  return top;
}

/** A fork has its parent's stack until it runs another program; addresses of 0 and 1 say that the reader may not know. */
const isForkOf = (child: Process, parent: Process): boolean =>
  Number(parent.stackStart) > 1 && child.stackStart === parent.stackStart && parent.role === 'other';
