import { createCgroupTree, createProcessPlaces, type Instance } from '../cgroup/index.ts';
import type { Answer, Files } from '../files/index.ts';
import { createNamer, type NamedWorker } from '../naming/index.ts';
import {
  createRecogniser,
  createRecognition,
  type Patterns,
  type Process,
  type Processes,
  type ProcessTable,
  ProcessTableReader,
  parseNamespacePids,
} from '../processes/index.ts';
import { findWorkers, type GpuHolders } from './find-workers.ts';
import type { Worker } from './worker.ts';

/** Where to search for workers, and the user's patterns. */
export interface FinderOptions extends Omit<Patterns, 'ownPid'> {
  readonly files: Files;
  readonly procRoot: string;
  readonly cgroupRoot: string;
}

/** Result of one search. */
export interface Found {
  readonly table: Answer<ProcessTable>;
  readonly instances: readonly Instance[];
  readonly workers: readonly NamedWorker[];
}

/** Finds the workers of a machine. A worker keeps its name for as long as it runs. */
export interface Finder {
  /** `gpuHolders` are the processes that hold a GPU; `atMs` is of the monotonic clock. */
  find(gpuHolders: GpuHolders, atMs: number): Found;
}

/** Creates a finder. */
export function createFinder(options: FinderOptions): Finder {
  const { files, procRoot, cgroupRoot, ...patterns } = options;
  const recogniser = createRecogniser({ ...patterns, ownPid: readOwnPid(files, procRoot) });
  const table = new ProcessTableReader(files, procRoot, createRecognition(files, procRoot, recogniser));
  const places = isOfOuterNamespace(files, procRoot) ? createProcessPlaces(files, procRoot) : null;
  const cgroups = createCgroupTree(files, cgroupRoot);
  const namer = createNamer(files, procRoot);
  let before: Search | null = null;
  return {
    find: (gpuHolders, atMs) => {
      const read = table.read(before?.members);
      const processes: Processes = read.ok ? read.value.processes : new Map();
      const look = places ? () => places.look(processes, before?.members ?? new Map()) : undefined;
      const instances = cgroups.instances(look);
      const search = { isWhole: read.ok && instances.length === 0, holders: new Set(gpuHolders) };
      if (!before || !read.ok || read.value.changed || !isSame(before, search)) {
        const workers = findWorkers(processes, instances, search.holders);
        before = { ...search, workers, members: membersOf(workers) };
      }
      const workers = namer.name(before.workers, atMs);
      return { table: read, instances, workers };
    },
  };
}

/** Inputs and result of the last full search; it is reused while the inputs stay the same. */
interface Search {
  /** The result depends only on the process table and on the GPU holders. */
  readonly isWhole: boolean;
  readonly holders: GpuHolders;
  readonly workers: readonly Worker[];
  readonly members: ReadonlyMap<string, Process>;
}

/** True if a search of an unchanged process table would have the same result. */
const isSame = (before: Search, { isWhole, holders }: Pick<Search, 'isWhole' | 'holders'>): boolean =>
  before.isWhole &&
  isWhole &&
  before.holders.size === holders.size &&
  [...before.holders].every((pid) => holders.has(pid));

function membersOf(workers: readonly Worker[]): ReadonlyMap<string, Process> {
  const byKey = new Map<string, Process>();
  for (const { members } of workers) for (const member of members) byKey.set(member.key, member);
  return byKey;
}

/** The pid of this process in that /proc; null if it is not listed there. */
function readOwnPid(files: Files, procRoot: string): number | null {
  const link = files.link(`${procRoot}/self`);
  return link.ok && /^\d+$/.test(link.value) ? Number(link.value) : null;
}

/** True if /proc belongs to an outer PID namespace: the hive is in a container that has the host's /proc mounted. */
function isOfOuterNamespace(files: Files, procRoot: string): boolean {
  const status = files.text(`${procRoot}/self/status`);
  return status.ok && parseNamespacePids(status.value).length > 1;
}
