import type { Files } from '../files/index.ts';
import { parsePids } from './cgroup-texts.ts';
import { type FoundDirectory, type Instance, isSliceInside, uniteInstances } from './instance.ts';

const RBEE_SLICE = 'rbee.slice';

/** A mounted hierarchy. Version 2 has one; version 1 has several, possibly beside version 2. */
type Hierarchy = Pick<FoundDirectory, 'path' | 'version' | 'controllers' | 'manager'>;

/** The processes at a place below rbee.slice, nested cgroups included. */
export type PidsAt = (place: string, directory: string) => ReadonlySet<number>;

/** Finds the mounted cgroup hierarchies and the instances in them. */
export interface CgroupTree {
  /**
   * The instances at `rbee.slice/<group>/<instance>` in all hierarchies. `cgroup.procs` lists pids of the reader's own
   * PID namespace; if /proc belongs to another one, `look` returns the places of its processes.
   */
  instances(look?: () => PidsAt): readonly Instance[];
}

/** Calls between two searches for hierarchies; they are mounted at boot, and version 1 has a dozen. */
const REST = 10;

/** Creates a tree that searches for hierarchies at the first call. */
export function createCgroupTree(files: Files, cgroupRoot: string): CgroupTree {
  let looks = 0;
  let known: readonly Hierarchy[] = [];
  return {
    instances: (look) => {
      if (looks % REST === 0) known = hierarchies(files, cgroupRoot);
      looks += 1;
      const found = known.filter(({ path }) => files.exists(`${path}/${RBEE_SLICE}`));
      if (found.length === 0) return [];
      const pids: PidsAt = look?.() ?? ((_, directory) => pidsBelow(files, directory));
      return uniteInstances(
        found.flatMap((hierarchy) =>
          files
            .directories(`${hierarchy.path}/${RBEE_SLICE}`)
            .flatMap((it) => instancesOf(files, hierarchy, { place: it, groupDirectory: it }, pids)),
        ),
      );
    },
  };
}

/** A group's directory, and its place below rbee.slice. */
interface Group {
  readonly place: string;
  readonly groupDirectory: string;
}

/** The instances of a group and of the groups whose slices are nested in its slice. */
function instancesOf(
  files: Files,
  hierarchy: Hierarchy,
  { place, groupDirectory }: Group,
  pidsAt: PidsAt,
): readonly FoundDirectory[] {
  const root = `${hierarchy.path}/${RBEE_SLICE}`;
  return files.directories(`${root}/${place}`).flatMap((name) => {
    const inside = `${place}/${name}`;
    if (isSliceInside(groupDirectory, name)) {
      return instancesOf(files, hierarchy, { place: inside, groupDirectory: name }, pidsAt);
    }
    const path = `${root}/${inside}`;
    return [{ ...hierarchy, path, groupDirectory, instanceDirectory: name, pids: pidsAt(inside, path) }];
  });
}

/** Directories that may contain an rbee.slice: in each hierarchy the root, and the systemd instances of users. */
const hierarchies = (files: Files, root: string): readonly Hierarchy[] =>
  mounted(files, root).flatMap((it) => [
    it,
    ...userManagers(files, it.path).map((manager) => ({ ...it, path: `${it.path}/${manager}`, manager })),
  ]);

function mounted(files: Files, root: string): readonly Hierarchy[] {
  if (isVersion2(files, root)) return [{ path: root, version: 2, controllers: [] }];
  return files.directories(root).map((name) => {
    const path = `${root}/${name}`;
    return isVersion2(files, path)
      ? { path, version: 2, controllers: [] }
      : { path, version: 1, controllers: name.split(',') };
  });
}

/** Cgroups of the systemd instances of users who are logged in (user@.service(5)). */
function userManagers(files: Files, hierarchy: string): readonly string[] {
  const slice = `${hierarchy}/user.slice`;
  if (!files.exists(slice)) return []; // cheaper than an error for each hierarchy of v1
  return files.directories(slice).flatMap((user) => {
    const uid = /^user-(\d+)\.slice$/.exec(user)?.[1];
    return uid === undefined ? [] : `user.slice/${user}/user@${uid}.service`;
  });
}

/** Every v2 cgroup lists its controllers, and no v1 cgroup does (cgroup-v2.rst). */
const isVersion2 = (files: Files, path: string): boolean => files.exists(`${path}/cgroup.controllers`);

function pidsBelow(files: Files, path: string): ReadonlySet<number> {
  const procs = files.again(`${path}/cgroup.procs`);
  const own = procs.ok ? parsePids(procs.value) : [];
  return new Set([
    ...own,
    ...files.directories(path).flatMap((it) => [...pidsBelow(files, `${path}/${it}`)]),
  ]);
}
