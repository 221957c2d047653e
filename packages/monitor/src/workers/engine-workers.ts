import { byAge, type Process, type Processes } from '../processes/index.ts';
import { type Family, topmost, treeOf, unwrapped, wrappersAbove } from './family.ts';
import type { Worker } from './worker.ts';

/** Workers found by command line: trees of known engines and watch patterns, with the wrappers that started them. */
export function engineWorkers(
  processes: Processes,
  family: Family,
  isTaken: (it: Process) => boolean,
): readonly Worker[] {
  const servers = [...processes.values()].filter((it) => it.identity && !isTaken(it));
  const tops = [...new Set(servers.map((it) => topmost(it, family)))].filter((it) => !isTaken(it));
  const started = tops.map((top) => ({
    top,
    above: wrappersAbove(top, family).filter((it) => !isTaken(it)),
  }));
  const starts = new Set(started.flatMap(({ top, above }) => [top, ...above]));
  const byStart = Map.groupBy(started, ({ top, above }) => above.at(-1) ?? top);
  return [...byStart].map(([first, together]) => {
    const own = new Set(together.flatMap(({ top, above }) => [top, ...above]));
    const members = treeOf(first, family, (it) => isTaken(it) || (starts.has(it) && !own.has(it)));
    const tops = together.map(({ top }) => top).toSorted(byAge);
    return ofTop(tops[0] ?? first, members, family);
  });
}

function ofTop(top: Process, members: readonly Process[], family: Family): Worker {
  const inside = unwrapped(top, family);
  const root = members.includes(inside) ? inside : top;
  const told = root.identity ?? top.identity;
  return {
    group: top.identity?.group ?? '',
    name: null,
    foundBy: top.identity?.watched ? 'watch' : 'engine',
    root,
    members,
    directories: [],
    told,
  };
}
