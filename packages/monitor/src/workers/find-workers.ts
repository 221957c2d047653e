import { CgroupTree, type Instance, ProcessPlaces } from '../cgroup/index.ts';
import type { Answer, Files } from '../files/index.ts';
import type { GpuHolders } from '../gpu/index.ts';
import {
  byAge,
  createRecogniser,
  createRecognition,
  type Patterns,
  type Process,
  type Processes,
  type ProcessTable,
  ProcessTableReader,
  parseNamespacePids,
} from '../processes/index.ts';
import {
  ancestors,
  type Family,
  familyOf,
  type Matches,
  startedTrees,
  topmost,
  treeOf,
  unwrapped,
} from './family.ts';
import { gpuWorkers } from './gpu-workers.ts';
import { withOrphans } from './orphans.ts';
import { NO_EVIDENCE, type RankEvidence, readEvidence } from './rank-evidence.ts';
import { looseWorker, type Worker } from './worker.ts';

/** Result of one search. */
export interface Found {
  readonly table: Answer<ProcessTable>;
  readonly instances: readonly Instance[];
  readonly workers: readonly Worker[];
}

/** Inputs and result of the last full search; it is reused while the inputs stay the same. */
interface Search {
  /** The result depends only on the process table and on the GPU holders. */
  readonly isWhole: boolean;
  readonly holders: GpuHolders;
  readonly workers: readonly Worker[];
  readonly members: ReadonlyMap<string, Process>;
}

/** Finds the workers of a machine, from sample to sample. */
export class Finder {
  readonly #files: Files;
  readonly #procRoot: string;
  readonly #table: ProcessTableReader;
  readonly #places: ProcessPlaces | null;
  readonly #cgroups: CgroupTree;
  #before: Search | null = null;

  /** `patterns` are the user's. `cpuMs` is the CPU time of this thread, milliseconds. */
  constructor(
    files: Files,
    procRoot: string,
    cgroupRoot: string,
    patterns: Omit<Patterns, 'ownPid'>,
    cpuMs?: () => number,
  ) {
    this.#files = files;
    this.#procRoot = procRoot;
    const recogniser = createRecogniser({ ...patterns, ownPid: readOwnPid(files, procRoot) });
    const recognition = createRecognition(files, procRoot, recogniser);
    this.#table = new ProcessTableReader(files, procRoot, recognition, cpuMs);
    this.#places = isOfOuterNamespace(files, procRoot) ? new ProcessPlaces(files, procRoot) : null;
    this.#cgroups = new CgroupTree(files, cgroupRoot);
  }

  /**
   * `gpuHolders` is called with all processes, and returns those that compute on a GPU. `nowTicks` is the time since
   * boot, in clock ticks; null if it is not known.
   */
  find(gpuHolders: (processes: Processes) => GpuHolders, nowTicks: number | null): Found {
    const before = this.#before;
    const places = this.#places;
    const members: ReadonlyMap<string, Process> = before?.members ?? new Map();
    const table = this.#table.read(members, nowTicks);
    const processes: Processes = table.ok ? table.value.processes : new Map();
    const instances = this.#cgroups.instances(places ? () => places.look(processes, members) : undefined);
    const isWhole = table.ok && instances.length === 0;
    const holders = gpuHolders(processes);
    const isUnchanged =
      before?.isWhole && isWhole && !table.value.changed && areSame(before.holders, holders);
    if (isUnchanged) return { table, instances, workers: before.workers };
    const workers = findWorkers(
      processes,
      instances,
      holders,
      readEvidence(this.#files, this.#procRoot, holders),
    );
    this.#before = { isWhole, holders, workers, members: membersOf(workers) };
    return { table, instances, workers };
  }
}

const areSame = (a: GpuHolders, b: GpuHolders): boolean =>
  a.size === b.size && [...a].every(([pid, gpus]) => b.get(pid)?.join() === gpus.join());

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

/**
 * Finds all workers; a process belongs to at most one. In this order: instances of rbee.slice, trees of known engines
 * and watch patterns, engine parts whose launcher has ended, other processes that hold a GPU.
 */
export function findWorkers(
  processes: Processes,
  instances: readonly Instance[],
  gpuHolders: GpuHolders = new Map(),
  evidence: RankEvidence = NO_EVIDENCE,
): readonly Worker[] {
  const family = familyOf(processes);
  const inCgroup = new Set(instances.flatMap((it) => [...it.pids]));
  const taken = new Set([...processes.values()].filter((it) => inCgroup.has(it.pid)));
  const isTaken = (it: Process) => taken.has(it);
  const taking = (workers: readonly Worker[]) => {
    for (const { members } of workers) for (const member of members) taken.add(member);
    return workers;
  };
  const fromCgroups = taking(instanceWorkers(instances, family, isTaken));
  const fromEngines = taking(engineWorkers(family, isTaken));
  const all = taking(withOrphans([...fromCgroups, ...fromEngines], family, isTaken, evidence));
  const fromGpus = gpuWorkers(gpuHolders, family, isTaken);
  return [...all, ...fromGpus].filter((it) => !isIgnored(it, family));
}

/** True if an ignore pattern matches the command line of the worker's root or of a wrapper that started it. */
const isIgnored = ({ root, members }: Worker, family: Family): boolean =>
  root.ignored ||
  (members.some((it) => it.ignored) &&
    ancestors(root, family).some((it) => it.ignored && members.includes(it)));

/** Workers made of rbee.slice instances, each with the descendants of its servers that left its cgroup. */
function instanceWorkers(instances: readonly Instance[], family: Family, isInCgroup: Matches): Worker[] {
  const seen = new Set<Process>();
  return instances.flatMap(({ group, instance, directories, pids }) => {
    const own = [...pids].flatMap((pid) => family.processes.get(pid) ?? []).filter((it) => !seen.has(it));
    const servers = own.filter((it) => it.identity && own.includes(topmost(it, family)));
    const escaped = servers.flatMap((it) => treeOf(it, family, isInCgroup));
    const members = [...new Set([...own, ...escaped.filter((it) => !seen.has(it))])];
    for (const member of members) seen.add(member);
    const root = rootOf(own, family);
    if (!root) return [];
    const told = root.identity;
    return { group, name: instance, foundBy: 'cgroup' as const, root, members, directories, told };
  });
}

/**
 * The root of an instance: the oldest topmost server, else the oldest process, or what that started if it is a wrapper.
 * Neither changes while the instance runs one command after the other.
 */
function rootOf(own: readonly Process[], family: Family): Process | undefined {
  const servers = new Set(own.filter((it) => it.identity).map((it) => topmost(it, family)));
  const oldest = own.toSorted(byAge);
  const [top] = [...oldest.filter((it) => servers.has(it)), ...oldest];
  const inside = top && unwrapped(top, family);
  return inside && own.includes(inside) ? inside : top;
}

/** Workers found by command line: trees of known engines and watch patterns, with the wrappers that started them. */
function engineWorkers(family: Family, isTaken: Matches): readonly Worker[] {
  const servers = [...family.processes.values()].filter((it) => it.identity && !isTaken(it));
  const tops = [...new Set(servers.map((it) => topmost(it, family)))].filter((it) => !isTaken(it));
  return startedTrees(tops, family, isTaken).map(({ first, tops, members }) =>
    ofTop(tops.toSorted(byAge)[0] ?? first, members, family),
  );
}

function ofTop(top: Process, members: readonly Process[], family: Family): Worker {
  const inside = unwrapped(top, family);
  const root = members.includes(inside) ? inside : top;
  const foundBy = top.identity?.watched ? 'watch' : 'engine';
  return looseWorker(top.identity?.group ?? '', foundBy, root, members, root.identity ?? top.identity);
}
