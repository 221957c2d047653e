import type { Instance } from '../cgroup/index.ts';
import { byAge, type Process, type Processes } from '../processes/index.ts';
import { type Family, topmost, treeOf } from './family.ts';
import type { Worker } from './worker.ts';

/** Workers made of rbee.slice instances, each with the descendants of its servers that left its cgroup. */
export const instanceWorkers = (
  instances: readonly Instance[],
  processes: Processes,
  family: Family,
  isInCgroup: (it: Process) => boolean,
): readonly Worker[] => {
  const seen = new Set<Process>();
  return instances.flatMap(({ group, instance, directories, pids }) => {
    const own = [...pids].flatMap((pid) => processes.get(pid) ?? []).filter((it) => !seen.has(it));
    const servers = own.filter((it) => it.identity && own.includes(topmost(it, family)));
    const escaped = servers.flatMap((it) => treeOf(it, family, isInCgroup));
    const members = [...new Set([...own, ...escaped.filter((it) => !seen.has(it))])];
    for (const member of members) seen.add(member);
    const root = rootOf(own, family);
    return root
      ? { group, name: instance, foundBy: 'cgroup' as const, root, members, directories, told: root.identity }
      : [];
  });
};

/** The root of an instance: the topmost server, else the process that a wrapper started, else the oldest process. */
function rootOf(own: readonly Process[], family: Family): Process | undefined {
  const servers = new Set(own.filter((it) => it.identity).map((it) => topmost(it, family)));
  const candidates = [
    own.filter((it) => servers.has(it)),
    own.filter((it) => it.role !== 'wrapper' && it.role !== 'boundary'),
    own,
  ];
  return candidates.find((it) => it.length > 0)?.toSorted(byAge)[0];
}
