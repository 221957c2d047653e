import type { Names } from './place.ts';

/** A name as part of a unit's name, escaped as systemd-escape(1) does: a `-` would make a slice of a slice. */
const escaped = (name: string): string =>
  name.replace(/[^A-Za-z0-9:_.]|^\./g, (it) => `\\x${it.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** Longest name of a unit (systemd.unit(5)). */
export const MAX_UNIT_NAME = 255;

/** The group's slice, which systemd puts into rbee.slice (systemd.slice(5)). */
export const sliceOf = ({ group }: Names): string => `rbee-${escaped(group)}.slice`;

/** The worker's scope; with the group in it, as names of units are names of the whole machine. */
export const scopeOf = ({ group, instance }: Names): string =>
  `rbee-${escaped(group)}-${escaped(instance)}.scope`;
