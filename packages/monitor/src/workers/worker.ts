import type { CgroupDirectory } from '../cgroup/index.ts';
import type { FoundBy } from '../findings/index.ts';
import { type ModelSource, NO_MODEL } from '../naming/index.ts';
import { byAge, type Identity, type Process } from '../processes/index.ts';

/** One worker: one process tree. */
export interface Worker {
  readonly group: string;
  /** Its name where a cgroup gives it one; null where its socket does. */
  readonly name: string | null;
  readonly foundBy: FoundBy;
  /** The process that owns the command line and the port. */
  readonly root: Process;
  readonly members: readonly Process[];
  /** Where its cgroup is, one directory a hierarchy; empty without a cgroup. */
  readonly directories: readonly CgroupDirectory[];
  /** What its command line says of its address and its model; null where that is unknown. */
  readonly told: Identity | null;
}

/** Where a worker's model is said: by its root, else by the oldest of its processes that says one. */
export function modelOf({ root, members, told }: Worker): ModelSource {
  const ofRoot = saidBy(root);
  if (ofRoot) return ofRoot;
  const others = members.length > 1 ? members.toSorted(byAge).map(saidBy) : [];
  return others.find((it) => it !== undefined) ?? told?.model ?? NO_MODEL;
}

function saidBy({ identity, part }: Process): ModelSource | undefined {
  const said = identity?.model ?? part?.model;
  return said?.is === 'unknown' ? undefined : said;
}

/** The name that is asked for before any socket was seen: the likeliest port. */
export const toldInstance = ({ name, told, root }: Worker): string =>
  name ?? told?.socket?.replace(/^.*\//, '') ?? told?.ports[0]?.toString() ?? `pid-${root.pid}`;
