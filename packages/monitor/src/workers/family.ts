import type { Process, Processes } from '../processes/index.ts';

/** The processes of one sample, with their parents and children. */
export interface Family {
  readonly processes: Processes;
  parentOf(process: Process): Process | undefined;
  childrenOf(process: Process): readonly Process[];
}

/** A parent that is younger than its child is another process, which reuses the pid of a parent that ended. */
export function familyOf(processes: Processes): Family {
  const parentOf = (child: Process) => {
    const parent = processes.get(child.parentPid);
    return parent && parent !== child && parent.startTicks <= child.startTicks ? parent : undefined;
  };
  const children = new Map<Process, Process[]>();
  for (const child of processes.values()) {
    const parent = parentOf(child);
    if (!parent) continue;
    const siblings = children.get(parent);
    if (siblings) siblings.push(child);
    else children.set(parent, [child]);
  }
  return { processes, parentOf, childrenOf: (process) => children.get(process) ?? [] };
}

/** Tells whether a process meets a condition. */
export type Matches = (process: Process) => boolean;

/** Ancestors of a process, the nearest first. Stops at a cycle. */
export function ancestors(process: Process, { parentOf }: Family): readonly Process[] {
  const above: Process[] = [];
  for (let at = parentOf(process); at && at !== process && above.length < DEEPEST; at = parentOf(at)) {
    // only processes that started in the same tick can form a cycle
    if (above.at(-1)?.startTicks === at.startTicks && above.includes(at)) break;
    above.push(at);
  }
  return above;
}

/** Maximum number of ancestors; real trees are far less deep. */
const DEEPEST = 1024;

/**
 * The topmost server among a process and its ancestors; the process itself if no ancestor is a server. Stops at a
 * boundary and below a supervisor, whose servers are workers of their own.
 */
export function topmost(process: Process, family: Family): Process {
  let top = process;
  for (const at of ancestors(process, family)) {
    if (at.role === 'boundary' || at.identity?.engine?.supervises) return top;
    if (at.identity) top = at;
  }
  return top;
}

/** The wrappers, scripts and launchers above a process, the nearest first. Only launchers may have several children. */
function wrappersAbove(process: Process, family: Family): readonly Process[] {
  const above: Process[] = [];
  for (const at of ancestors(process, family)) {
    const onlyStarts = isStarter(at) && family.childrenOf(at).length === 1;
    if (at.identity || !(onlyStarts || at.role === 'launcher')) return above;
    above.push(at);
  }
  return above;
}

const isStarter = ({ role }: Process): boolean => role === 'wrapper' || role === 'script';

/**
 * The process that a wrapper started, which owns the command line and the port. A script stands for itself, because its
 * child changes with each command that it runs, unless it started an engine's server.
 */
export function unwrapped(process: Process, family: Family): Process {
  let at = process;
  let script: Process | null = null;
  const seen = new Set<Process>();
  while (isStarter(at) && !seen.has(at)) {
    seen.add(at);
    if (at.role === 'script') script ??= at;
    const [only, ...others] = family.childrenOf(at);
    if (!only || others.length > 0 || only.role === 'boundary') break;
    at = only;
  }
  return script && !at.identity?.engine ? script : at;
}

/** A process and its descendants. Stops at boundaries and at excluded processes. */
export function treeOf(top: Process, family: Family, isExcepted: Matches): readonly Process[] {
  const tree = new Set([top]);
  for (const member of tree) {
    for (const child of family.childrenOf(member)) {
      if (child.role !== 'boundary' && !isExcepted(child)) tree.add(child);
    }
  }
  return [...tree];
}

/**
 * Groups processes by the outermost wrapper or launcher that started them: `first`, or the process itself if there is
 * none. `above` are the wrappers and launchers above the first of `tops`. A tree stops where another one begins.
 */
export function startedTrees(tops: readonly Process[], family: Family, isTaken: Matches) {
  const chainOf = (top: Process) => {
    const above = wrappersAbove(top, family);
    const end = above.findIndex(isTaken);
    return end < 0 ? above : above.slice(0, end);
  };
  const chains = tops.map((top) => [top, ...chainOf(top)] as const);
  const starts = new Set(chains.flat());
  const byFirst = Map.groupBy(chains, (chain) => chain.at(-1) ?? chain[0]);
  return [...byFirst].map(([first, together]) => {
    const own = new Set(together.flat());
    const members = treeOf(first, family, (it) => isTaken(it) || (starts.has(it) && !own.has(it)));
    return { first, tops: together.map(([top]) => top), above: together[0]?.slice(1) ?? [], members };
  });
}
