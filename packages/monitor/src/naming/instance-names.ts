import { LIMITS } from '@rbee/contract/plain';
import { byAge, type Process } from '../processes/index.ts';
import type { Worker } from '../workers/index.ts';

/** A name that was asked for, and the one that was given for it. */
interface Naming {
  readonly asked: string;
  readonly given: string;
}

/** Names of workers by the key of their root, and of the servers in their trees: one that takes its root's place keeps it. */
export type InstanceNames = ReadonlyMap<string, Naming>;

/** A worker, and the name that it asks for. */
export interface Asking {
  readonly worker: Worker;
  readonly asked: string;
}

/**
 * Names that no two workers of a group share. A cgroup's name stands, then a worker keeps the name that it had at the
 * sample before, then the oldest comes first; whoever finds its name taken is called `<name>-<pid>`.
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
