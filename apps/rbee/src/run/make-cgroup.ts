import { existsSync } from 'node:fs';
import type { RunSettings } from '../settings/index.ts';
import { cgroupsIn, make, pidsIn, type Result, remove, removeEmpty, words, write } from './cgroup-files.ts';

/** A limit that could not be set, and why. */
export interface UnsetLimit {
  readonly limit: Controller;
  readonly reason: string;
}

/** The cgroup of a worker: one directory in each hierarchy that it needs, or why there is none. */
export type Made =
  | { readonly kind: 'made'; readonly directories: readonly string[]; readonly unset: readonly UnsetLimit[] }
  | { readonly kind: 'taken'; readonly pid: number }
  | { readonly kind: 'none'; readonly reason: string };

type Controller = 'cpu' | 'memory';
type Limits = Pick<RunSettings, 'cpuPct' | 'memoryBytes'>;

/** A mounted cgroup hierarchy. */
interface Hierarchy {
  readonly path: string;
  readonly version: 1 | 2;
  readonly controllers: readonly string[];
}

/** A file of a cgroup that sets a limit, and its content. */
interface LimitFile {
  readonly controller: Controller;
  readonly name: string;
  readonly text: string;
}

const SLICE = 'rbee.slice';

/** Creates `rbee.slice/<group>/<instance>` and sets the limits that can be set. Leaves nothing behind if it fails. */
export function makeCgroup(root: string, settings: RunSettings): Made {
  const all = hierarchiesIn(root);
  if (all.length === 0) return { kind: 'none', reason: `no cgroup hierarchy is mounted at ${root}` };
  const leafIn = ({ path }: Hierarchy): string => `${path}/${SLICE}/${settings.group}/${settings.instance}`;
  const [pid] = all.flatMap((hierarchy) => pidsIn(leafIn(hierarchy)));
  if (pid !== undefined) return { kind: 'taken', pid };
  removeCgroup(all.map(leafIn).filter(existsSync)); // a run that was killed leaves its cgroup with its limits
  const directories: string[] = [];
  const unset: UnsetLimit[] = limitFiles(2, settings)
    .filter(({ controller }) => !all.some(({ controllers }) => controllers.includes(controller)))
    .map(({ controller: limit }) => ({ limit, reason: `the ${limit} controller is not available` }));
  let failure: Result = 'ENOENT';
  for (const hierarchy of all) {
    const { path, version, controllers } = hierarchy;
    const files = limitFiles(version, settings).filter(({ controller }) => controllers.includes(controller));
    if (!isNeeded(hierarchy) && files.length === 0) continue;
    const leaf = leafIn(hierarchy);
    const { made, failed } = makeIn(hierarchy, leaf, files, settings);
    for (const [limit, result] of failed) unset.push({ limit, reason: inWords(result, path) });
    if (made === 'ok') directories.push(leaf);
    else {
      removeCgroup([leaf]);
      failure = made;
    }
  }
  return directories.length > 0
    ? { kind: 'made', directories, unset }
    : { kind: 'none', reason: inWords(failure, root) };
}

/** Removes the cgroups of a worker and, where they are empty, those of its group and rbee.slice. Returns what is left. */
export function removeCgroup(directories: readonly string[]): readonly string[] {
  return directories.filter((leaf) => {
    const result = remove(leaf);
    const group = leaf.slice(0, leaf.lastIndexOf('/'));
    if (result === 'ok' && removeEmpty(group) === 'ok') removeEmpty(group.slice(0, group.lastIndexOf('/')));
    return result !== 'ok';
  });
}

/** The mounted hierarchies: version 2 alone, or those of version 1, with or without version 2. */
function hierarchiesIn(root: string): readonly Hierarchy[] {
  const candidates = isVersion2(root) ? [root] : cgroupsIn(root);
  return candidates.flatMap((path): Hierarchy[] => {
    if (isVersion2(path)) return [{ path, version: 2, controllers: words(`${path}/cgroup.controllers`) }];
    if (!existsSync(`${path}/cgroup.procs`)) return [];
    return [{ path, version: 1, controllers: path.slice(root.length + 1).split(',') }];
  });
}

/** Every cgroup of version 2 lists its controllers, and none of version 1 does (cgroup-v2.rst). */
const isVersion2 = (path: string): boolean => existsSync(`${path}/cgroup.controllers`);

/**
 * True if a hive reads the use of a worker from this hierarchy. Other hierarchies are needed for limits only; without one,
 * a worker stays under the limits that already apply to it there.
 */
const isNeeded = ({ version, controllers }: Hierarchy): boolean =>
  version === 2 || controllers.includes('cpuacct') || controllers.includes('blkio');

/** Creates a cgroup in one hierarchy. `failed` has the limits that could not be set. */
function makeIn(
  { path, version }: Hierarchy,
  leaf: string,
  files: readonly LimitFile[],
  limits: Limits,
): { readonly made: Result; readonly failed: ReadonlyMap<Controller, Result> } {
  const isOld = existsSync(leaf);
  const made = make(leaf);
  if (made !== 'ok') return { made, failed: new Map(files.map(({ controller }) => [controller, made])) };
  // This user may be allowed to write to an old directory but not to remove it: its limits are lifted if possible.
  if (isOld) for (const { name, text } of liftingFiles(version, limits)) write(`${leaf}/${name}`, text);
  if (version === 2) {
    enable(path, leaf, 'io'); // without it a hive adds up the storage I/O of the processes
    for (const { controller } of files) enable(path, leaf, controller);
  }
  const results = files.map(
    ({ controller, name, text }) => [controller, write(`${leaf}/${name}`, text)] as const,
  );
  return { made, failed: new Map(results.filter(([, result]) => result !== 'ok')) };
}

/** Enables a controller in each cgroup from the root to the parent of the leaf; otherwise the leaf has no files of it. */
function enable(root: string, leaf: string, controller: string): void {
  const parents = leaf
    .slice(root.length + 1)
    .split('/')
    .slice(0, -1);
  for (let depth = 0; depth <= parents.length; depth += 1) {
    const file = [root, ...parents.slice(0, depth), 'cgroup.subtree_control'].join('/');
    if (!words(file).includes(controller)) write(file, `+${controller}`);
  }
}

/** Period in which CPU time is allotted, microseconds: the default of the kernel. */
const PERIOD_US = 100_000;

/** The files that set the limits (cgroup-v2.rst; cgroup-v1/memory.rst, sched-bwc.rst). */
export function limitFiles(version: 1 | 2, { cpuPct, memoryBytes }: Limits): readonly LimitFile[] {
  const files: LimitFile[] = [];
  if (cpuPct !== undefined) {
    const quota = Math.round((cpuPct / 100) * PERIOD_US);
    if (version === 2) files.push({ controller: 'cpu', name: 'cpu.max', text: `${quota} ${PERIOD_US}` });
    else {
      files.push({ controller: 'cpu', name: 'cpu.cfs_period_us', text: String(PERIOD_US) });
      files.push({ controller: 'cpu', name: 'cpu.cfs_quota_us', text: String(quota) });
    }
  }
  if (memoryBytes !== undefined) {
    const name = version === 2 ? 'memory.max' : 'memory.limit_in_bytes';
    files.push({ controller: 'memory', name, text: String(memoryBytes) });
  }
  return files;
}

const NO_LIMITS = {
  1: { cpu: { name: 'cpu.cfs_quota_us', text: '-1' }, memory: { name: 'memory.limit_in_bytes', text: '-1' } },
  2: { cpu: { name: 'cpu.max', text: 'max' }, memory: { name: 'memory.max', text: 'max' } },
} as const;

/** The files that remove the limits that are not set here. */
export function liftingFiles(
  version: 1 | 2,
  { cpuPct, memoryBytes }: Limits,
): readonly Omit<LimitFile, 'controller'>[] {
  const { cpu, memory } = NO_LIMITS[version];
  return [...(cpuPct === undefined ? [cpu] : []), ...(memoryBytes === undefined ? [memory] : [])];
}

function inWords(code: Result, path: string): string {
  if (code === 'EACCES' || code === 'EPERM') return `this user may not write ${path}`;
  if (code === 'EROFS') return `${path} is mounted read-only`;
  return `${path} cannot be written (${code})`;
}
