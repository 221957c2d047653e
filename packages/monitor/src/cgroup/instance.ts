import { cutText, LIMITS, visibleText } from '@rbee/contract/plain';
import { nameFromBytes, readableName } from '../files/index.ts';

/** The cgroup directory of an instance in one hierarchy. */
export interface CgroupDirectory {
  readonly path: string;
  readonly version: 1 | 2;
  /** The v1 controllers of its hierarchy; empty for v2 and for named hierarchies. */
  readonly controllers: readonly string[];
  /** Its pids, including nested cgroups. */
  readonly pids: ReadonlySet<number>;
}

/** A directory `rbee.slice/<groupDirectory>/<instanceDirectory>` as it was found. */
export interface FoundDirectory extends CgroupDirectory {
  readonly groupDirectory: string;
  readonly instanceDirectory: string;
  /** The cgroup of the user's systemd that created it; absent for the system's own systemd. */
  readonly manager?: string;
}

/** An instance: the directories with the same path in all hierarchies. */
export interface Instance {
  readonly group: string;
  readonly instance: string;
  readonly directories: readonly CgroupDirectory[];
  readonly pids: ReadonlySet<number>;
}

/** Groups directories by path. A path without processes is not an instance. */
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
/**
 * Escapes of systemd-escape(1), one for each byte: characters that a unit name cannot contain, and dashes that do not
 * separate slices. Consecutive escapes may be the bytes of one character.
 */
const ESCAPED = /(?:\\x[0-9a-f]{2})+/g;

/**
 * The name in a cgroup directory, without the unit suffix and the prefix that systemd requires for nested slices.
 * Whoever made the directory chose its characters ([H9]).
 */
export function instanceName(directory: string): string {
  const own = directory
    .replace(SLICE_IN_RBEE, '$1')
    .replace(SUFFIX, '')
    .replaceAll(ESCAPED, (codes) => nameFromBytes(Buffer.from(codes.replaceAll('\\x', ''), 'hex')));
  return visibleText(cutText(readableName(own === '' ? directory : own), LIMITS.maxNameChars));
}

/**
 * The name of an instance in a group. Unit names are unique on a machine, so a unit in `rbee-llm.slice` may repeat the
 * slice's name. Scopes of `rbee run` do: `rbee-llm-8080.scope` is the instance 8080.
 */
export function instanceNameIn(groupDirectory: string, directory: string): string {
  const prefix = groupDirectory.endsWith('.slice') ? groupDirectory.replace(/\.slice$/, '-') : '';
  const unit = directory.startsWith(prefix) && SUFFIX.test(directory) ? directory.slice(prefix.length) : '';
  return instanceName(unit.replace(SUFFIX, '') === '' ? directory : unit);
}

/**
 * True if a directory in a slice is a nested slice and not an instance: systemd nests slices at the dashes of their
 * names, so `rbee-a-b.slice` is in `rbee-a.slice` (systemd.slice(5)).
 */
export const isSliceInside = (parent: string, directory: string): boolean =>
  directory.endsWith('.slice') && directory.startsWith(parent.replace(/\.slice$/, '-'));
