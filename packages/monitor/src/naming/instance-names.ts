import { LIMITS } from '@rbee/contract/plain';
import { byAge, type Process } from '../processes/index.ts';
import type { Worker } from '../workers/index.ts';

/** A preferred name, and the name that was given. */
interface Naming {
  readonly asked: string;
  readonly given: string;
}

/**
 * Names by process key, of each worker's root and of the servers in its tree: one that replaces the root keeps the
 * name.
 */
export type InstanceNames = ReadonlyMap<string, Naming>;

/** A worker and its preferred name. */
export interface Asking {
  readonly worker: Worker;
  readonly asked: string;
}

/**
 * Gives each worker of a group a unique name. On a conflict the order is: a name from a cgroup, a worker that had the
 * name in the previous sample, the oldest worker. The others are named `<name>-<pid>`.
 */
export function instanceNames(asking: readonly Asking[], before: InstanceNames): InstanceNames {
  const rank = ({ name, root }: Worker) => (name !== null ? 0 : before.has(root.key) ? 1 : 2);
  const inOrder = asking.toSorted(
    (a, b) => rank(a.worker) - rank(b.worker) || byAge(a.worker.root, b.worker.root),
  );
  const taken = new Set<string>();
  const names = new Map<string, Naming>();
  const heirs: (readonly [Process, Naming])[] = [];
  for (const { worker, asked } of inOrder) {
    const { group, root, members } = worker;
    const isFree = (name: string) => !taken.has(`${group}/${name}`);
    const earlier = before.get(root.key);
    const wanted = worker.name === null && earlier?.asked === asked ? earlier.given : asked;
    const given = isFree(wanted) ? wanted : freeName(asked, root.pid, isFree);
    taken.add(`${group}/${given}`);
    names.set(root.key, { asked, given });
    for (const it of members) if (it.identity && it !== root) heirs.push([it, { asked, given }]);
  }
  for (const [{ key }, naming] of heirs) if (!names.has(key)) names.set(key, naming);
  return names;
}

function freeName(asked: string, pid: number, isFree: (name: string) => boolean): string {
  for (let attempt = 1; ; attempt += 1) {
    const suffix = attempt === 1 ? `-${pid}` : `-${pid}-${attempt}`;
    const name = asked.slice(0, LIMITS.maxNameChars - suffix.length) + suffix;
    if (isFree(name)) return name;
  }
}
