import { instanceName, instanceNameIn } from './instance-name.ts';

/** One cgroup directory that stands for an instance, in one hierarchy. */
export interface CgroupDirectory {
  readonly path: string;
  readonly version: 1 | 2;
  /** The v1 controllers of its hierarchy; none for v2 and for named hierarchies. */
  readonly controllers: readonly string[];
  /** Its processes, those of nested cgroups included. */
  readonly pids: ReadonlySet<number>;
}

/** A directory `rbee.slice/<groupDirectory>/<instanceDirectory>` as it was found. */
export interface FoundDirectory extends CgroupDirectory {
  readonly groupDirectory: string;
  readonly instanceDirectory: string;
  /** The cgroup of the systemd that made it, where that is a user's own rather than the machine's. */
  readonly manager?: string;
}

/** One instance: the same place in every hierarchy that has it. */
export interface Instance {
  readonly group: string;
  readonly instance: string;
  readonly directories: readonly CgroupDirectory[];
  readonly pids: ReadonlySet<number>;
}

/** Puts the directories of one place together; those without a process are no instance. */
export function uniteInstances(found: readonly FoundDirectory[]): readonly Instance[] {
  const places = Map.groupBy(
    found.filter((it) => it.pids.size > 0),
    (it) => `${it.manager ?? ''}/${it.groupDirectory}/${it.instanceDirectory}`,
  );
  return [...places.values()].flatMap((directories) => {
    const [first] = directories;
    if (!first) return [];
    return {
      group: instanceName(first.groupDirectory),
      instance: instanceNameIn(first.groupDirectory, first.instanceDirectory),
      directories,
      pids: new Set(directories.flatMap((it) => [...it.pids])),
    };
  });
}
