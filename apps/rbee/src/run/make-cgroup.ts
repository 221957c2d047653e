import { exists, make, pidsIn, remove, removeEmpty, type Said, words, write } from './cgroup-files.ts';
import { type Hierarchy, hierarchiesAt, neededFor } from './hierarchies.ts';
import { type LimitFile, liftingFiles, limitFiles } from './limit-files.ts';
import type { Limits, Names } from './place.ts';

/** A worker's cgroup: one directory in each hierarchy that has it, or why there is none. */
export type Made =
  | { readonly kind: 'made'; readonly directories: readonly string[] }
  | { readonly kind: 'taken'; readonly pid: number }
  | { readonly kind: 'cannot'; readonly reason: string };

const SLICE = 'rbee.slice';

/** Makes `rbee.slice/<group>/<instance>` with its limits; leaves nothing behind where it cannot. */
export function makeCgroup(root: string, { group, instance }: Names, limits: Limits): Made {
  const all = hierarchiesAt(root);
  const limitsIn = (it: Hierarchy): readonly LimitFile[] =>
    limitFiles(it.version, limits).filter(({ controller }) => it.controllers.includes(controller));
  const missing = limitFiles(2, limits).find(
    ({ controller }) => !all.some((it) => it.controllers.includes(controller)),
  );
  if (all.length === 0) return { kind: 'cannot', reason: `no cgroup hierarchy is mounted at ${root}` };
  if (missing) return { kind: 'cannot', reason: `the ${missing.controller} controller is not there` };
  const leaf = (it: Hierarchy): string => `${it.path}/${SLICE}/${group}/${instance}`;
  const [pid] = all.flatMap((it) => pidsIn(leaf(it)));
  if (pid !== undefined) return { kind: 'taken', pid };
  removeCgroup(all.map(leaf).filter(exists)); // of an earlier run that was killed, with its limits
  const directories: string[] = [];
  let refusal: Said = 'ENOENT';
  for (const hierarchy of neededFor(all, limitsIn)) {
    const files = limitsIn(hierarchy);
    const said = furnish(hierarchy, leaf(hierarchy), files, limits);
    if (said === 'ok') directories.push(leaf(hierarchy));
    else {
      removeCgroup([leaf(hierarchy)]);
      refusal = said;
      if (files.length === 0) continue;
      removeCgroup(directories);
      return { kind: 'cannot', reason: inWords(said, hierarchy.path) };
    }
  }
  return directories.length > 0
    ? { kind: 'made', directories }
    : { kind: 'cannot', reason: inWords(refusal, root) };
}

function furnish(
  { path, version }: Hierarchy,
  leaf: string,
  files: readonly LimitFile[],
  limits: Limits,
): Said {
  const stale = exists(leaf);
  const made = make(leaf);
  if (made !== 'ok') return made;
  // One that this user may fill but not remove. Where the limits on it are not this user's either, they stay.
  if (stale) for (const { name, text } of liftingFiles(version, limits)) write(`${leaf}/${name}`, text);
  if (version === 2) {
    enable(path, leaf, 'io'); // storage I/O of the whole cgroup; a hive sums over processes without it
    for (const { controller } of files) enable(path, leaf, controller);
  }
  return files.map(({ name, text }) => write(`${leaf}/${name}`, text)).find((it) => it !== 'ok') ?? 'ok';
}

/** Hands a controller down from the root to the leaf; where that fails, the leaf's files are missing. */
function enable(root: string, leaf: string, controller: string): void {
  const above = leaf
    .slice(root.length + 1)
    .split('/')
    .slice(0, -1);
  for (let depth = 0; depth <= above.length; depth += 1) {
    const file = [root, ...above.slice(0, depth), 'cgroup.subtree_control'].join('/');
    if (!words(file).includes(controller)) write(file, `+${controller}`);
  }
}

/** Removes a worker's cgroups and, where they are empty, its group's and the slice; those that could not be removed. */
export function removeCgroup(directories: readonly string[]): readonly string[] {
  return directories.filter((leaf) => {
    const said = remove(leaf);
    const group = leaf.slice(0, leaf.lastIndexOf('/'));
    if (said === 'ok' && removeEmpty(group) === 'ok') removeEmpty(group.slice(0, group.lastIndexOf('/')));
    return said !== 'ok';
  });
}

function inWords(code: Said, path: string): string {
  if (code === 'EACCES' || code === 'EPERM') return `this user may not write ${path}`;
  if (code === 'EROFS') return `${path} is mounted read-only`;
  return `${path} cannot be written (${code})`;
}
