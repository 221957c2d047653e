import { LIMITS } from '@rbee/contract/plain';

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
