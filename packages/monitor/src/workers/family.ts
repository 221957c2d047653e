import type { Process, Processes } from '../processes/index.ts';

/** Who started whom among the processes of one sample. */
export interface Family {
  parentOf(process: Process): Process | undefined;
  childrenOf(process: Process): readonly Process[];
}

/** A parent is older than its children: one that is younger has the pid of a parent that ended while /proc was read. */
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
  return { parentOf, childrenOf: (process) => children.get(process) ?? [] };
}

/** A process's ancestors, the nearest first; parents that go round in a circle end. */
export function ancestors(process: Process, { parentOf }: Family): readonly Process[] {
  const above: Process[] = [];
  for (let at = parentOf(process); at && at !== process && above.length < DEEPEST; at = parentOf(at)) {
    // only processes that started in the same tick can go round in a circle
    if (above.at(-1)?.startTicks === at.startTicks && above.includes(at)) break;
    above.push(at);
  }
  return above;
}

/** Nobody nests programs as deep as that. */
const DEEPEST = 1024;

/**
 * The topmost server among a process and its ancestors; itself when none is above. A supervisor's servers are not its
 * own, and nothing is looked for past a boundary.
 */
export function topmost(process: Process, family: Family): Process {
  let top = process;
  for (const at of ancestors(process, family)) {
    if (at.role === 'boundary' || at.identity?.engine?.supervises) return top;
    if (at.identity) top = at;
  }
  return top;
}

/** The wrappers and launchers that did nothing but start a process, the nearest first. A wrapper has one child only. */
export function wrappersAbove(process: Process, family: Family): readonly Process[] {
  const above: Process[] = [];
  for (const at of ancestors(process, family)) {
    const onlyStarts = at.role === 'wrapper' && family.childrenOf(at).length === 1;
    if (at.identity || !(onlyStarts || at.role === 'launcher')) return above;
    above.push(at);
  }
  return above;
}

/** What a wrapper started: the process that owns the command line and the port. */
export function unwrapped(process: Process, family: Family): Process {
  let at = process;
  const seen = new Set<Process>();
  while (at.role === 'wrapper' && !seen.has(at)) {
    seen.add(at);
    const [only, ...others] = family.childrenOf(at);
    if (!only || others.length > 0 || only.role === 'boundary') return at;
    at = only;
  }
  return at;
}

/** A process and all its descendants but those behind a boundary and those that are excepted, with theirs. */
export function treeOf(
  top: Process,
  family: Family,
  isExcepted: (it: Process) => boolean,
): readonly Process[] {
  const tree = new Set([top]);
  for (const member of tree) {
    for (const child of family.childrenOf(member)) {
      if (child.role !== 'boundary' && !isExcepted(child)) tree.add(child);
    }
  }
  return [...tree];
}
