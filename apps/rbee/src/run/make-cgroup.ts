import { exists, make, pidsIn, remove, removeEmpty, type Said, words, write } from './cgroup-files.ts';
import { type Hierarchy, hierarchiesAt, neededFor } from './hierarchies.ts';
import { type LimitFile, liftingFiles, limitFiles } from './limit-files.ts';
import type { Limits, Names } from './place.ts';

/** A limit that is not held, and why. */
export interface Unheld {
  readonly limit: 'cpu' | 'memory';
  readonly reason: string;
}

/** A worker's cgroup: one directory in each hierarchy that has it, or why there is none. */
export type Made =
  | { readonly kind: 'made'; readonly directories: readonly string[]; readonly unheld: readonly Unheld[] }
  | { readonly kind: 'taken'; readonly pid: number }
  | { readonly kind: 'cannot'; readonly reason: string };

const SLICE = 'rbee.slice';

/** Makes `rbee.slice/<group>/<instance>` with those of its limits that can be held; leaves nothing behind where it cannot. */
export function makeCgroup(root: string, { group, instance }: Names, limits: Limits): Made {
  const all = hierarchiesAt(root);
  if (all.length === 0) return { kind: 'cannot', reason: `no cgroup hierarchy is mounted at ${root}` };
  const limitsIn = (it: Hierarchy): readonly LimitFile[] =>
    limitFiles(it.version, limits).filter(({ controller }) => it.controllers.includes(controller));
  const leaf = (it: Hierarchy): string => `${it.path}/${SLICE}/${group}/${instance}`;
  const [pid] = all.flatMap((it) => pidsIn(leaf(it)));
  if (pid !== undefined) return { kind: 'taken', pid };
  removeCgroup(all.map(leaf).filter(exists)); // of an earlier run that was killed, with its limits
  const directories: string[] = [];
  const unheld: Unheld[] = limitFiles(2, limits)
    .filter(({ controller }) => !all.some((it) => it.controllers.includes(controller)))
    .map(({ controller: limit }) => ({ limit, reason: `the ${limit} controller is not available` }));
  let refusal: Said = 'ENOENT';
  for (const hierarchy of neededFor(all, limitsIn)) {
    const { made, refused } = furnish(hierarchy, leaf(hierarchy), limitsIn(hierarchy), limits);
    for (const [limit, said] of refused) unheld.push({ limit, reason: inWords(said, hierarchy.path) });
    if (made === 'ok') directories.push(leaf(hierarchy));
    else {
      removeCgroup([leaf(hierarchy)]);
      refusal = made;
    }
  }
  return directories.length > 0
    ? { kind: 'made', directories, unheld }
    : { kind: 'cannot', reason: inWords(refusal, root) };
}

/** Result of one hierarchy: its directory, and the limits that could not be set. */
interface Furnished {
  readonly made: Said;
  readonly refused: ReadonlyMap<LimitFile['controller'], Said>;
}

function furnish(
  { path, version }: Hierarchy,
  leaf: string,
  files: readonly LimitFile[],
  limits: Limits,
): Furnished {
  const stale = exists(leaf);
  const made = make(leaf);
  if (made !== 'ok') return { made, refused: new Map(files.map(({ controller }) => [controller, made])) };
  // A directory that this user may write to but not remove. Limits that this user may not change stay.
  if (stale) for (const { name, text } of liftingFiles(version, limits)) write(`${leaf}/${name}`, text);
  if (version === 2) {
    enable(path, leaf, 'io'); // storage I/O of the whole cgroup; a hive sums over processes without it
    for (const { controller } of files) enable(path, leaf, controller);
  }
  const said = files.map(
    ({ controller, name, text }) => [controller, write(`${leaf}/${name}`, text)] as const,
  );
  return { made, refused: new Map(said.filter(([, answer]) => answer !== 'ok')) };
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
