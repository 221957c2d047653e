import { LIMITS } from '@rbee/contract/plain';

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

const SUFFIX = /\.(?:service|scope|slice)$/;
/** systemd.slice(5): a slice inside rbee.slice has to be called rbee-<name>.slice. */
const SLICE_IN_RBEE = /^rbee-(.+\.slice)$/;
/** systemd-escape(1): characters that a unit's name cannot have, and dashes that are not the path of a slice. */
const ESCAPED = /\\x([0-9a-f]{2})/g;

/** The name that a cgroup directory stands for: without the unit suffix, and what systemd makes slices carry. */
export function instanceName(directory: string): string {
  const own = directory
    .replace(SLICE_IN_RBEE, '$1')
    .replace(SUFFIX, '')
    .replaceAll(ESCAPED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return (own === '' ? directory : own).slice(0, LIMITS.maxNameChars);
}

/**
 * The name of an instance in a group. Units are named for the whole machine, so one in `rbee-llm.slice` may carry the
 * slice's name, as the scopes of `rbee run` do: `rbee-llm-8080.scope` is the instance 8080.
 */
export function instanceNameIn(groupDirectory: string, directory: string): string {
  const prefix = groupDirectory.endsWith('.slice') ? groupDirectory.replace(/\.slice$/, '-') : '';
  const unit = directory.startsWith(prefix) && SUFFIX.test(directory) ? directory.slice(prefix.length) : '';
  return instanceName(unit.replace(SUFFIX, '') === '' ? directory : unit);
}

/**
 * Whether a directory in a slice is a slice inside it rather than an instance: systemd nests slices at the dashes of
 * their names, so that `rbee-a-b.slice` is in `rbee-a.slice` (systemd.slice(5)).
 */
export const isSliceInside = (parent: string, directory: string): boolean =>
  directory.endsWith('.slice') && directory.startsWith(parent.replace(/\.slice$/, '-'));
