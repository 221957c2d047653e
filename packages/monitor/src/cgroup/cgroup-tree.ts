import { type Files, parsed, systemPath } from '../files/index.ts';
import type { Process, Processes } from '../processes/index.ts';
import { parsePids, pathInSlice } from './cgroup-texts.ts';
import { type FoundDirectory, type Instance, isSliceInside, uniteInstances } from './instance.ts';

const RBEE_SLICE = 'rbee.slice';

/** A mounted hierarchy. Version 2 has one; version 1 has several, possibly beside version 2. */
type Hierarchy = Pick<FoundDirectory, 'path' | 'version' | 'controllers' | 'manager'>;

/**
 * The processes of a cgroup, nested cgroups included. `path` is its path in the hierarchy, as in `/proc/<pid>/cgroup`,
 * without the leading slash; `directory` is where it is mounted.
 */
export type PidsAt = (path: string, directory: string) => ReadonlySet<number>;

/** Hierarchies are mounted at boot, and version 1 has a dozen, so they are searched for rarely. */
const CALLS_BETWEEN_SEARCHES = 10;

/** Finds the mounted cgroup hierarchies and the instances in them. */
export class CgroupTree {
  readonly #files: Files;
  readonly #root: string;
  #looks = 0;
  #hierarchies: readonly Hierarchy[] = [];

  constructor(files: Files, root: string) {
    this.#files = files;
    this.#root = root;
  }

  /**
   * The instances at `rbee.slice/<group>/<instance>` in all hierarchies. `cgroup.procs` lists pids of the reader's own
   * PID namespace; if /proc belongs to another one, `look` returns the places of its processes.
   */
  instances(look?: () => PidsAt): readonly Instance[] {
    const files = this.#files;
    if (this.#looks % CALLS_BETWEEN_SEARCHES === 0) this.#hierarchies = hierarchies(files, this.#root);
    this.#looks += 1;
    const found = this.#hierarchies.filter(({ path }) => files.exists(`${path}/${RBEE_SLICE}`));
    if (found.length === 0) return [];
    const pidsAt: PidsAt = look?.() ?? ((_, directory) => pidsBelow(files, directory));
    return uniteInstances(
      found.flatMap((hierarchy) =>
        files
          .directories(`${hierarchy.path}/${RBEE_SLICE}`)
          .flatMap((group) => instancesOf(files, hierarchy, group, pidsAt)),
      ),
    );
  }
}

/** The instances of a group and of the slices nested in it. `place` is the group's path below rbee.slice. */
function instancesOf(
  files: Files,
  hierarchy: Hierarchy,
  place: string,
  pidsAt: PidsAt,
): readonly FoundDirectory[] {
  const root = `${hierarchy.path}/${RBEE_SLICE}`;
  const groupDirectory = place.slice(place.lastIndexOf('/') + 1);
  return files.directories(`${root}/${place}`).flatMap((name) => {
    const inside = `${place}/${name}`;
    if (isSliceInside(groupDirectory, name)) return instancesOf(files, hierarchy, inside, pidsAt);
    const path = `${root}/${inside}`;
    const inHierarchy = [...(hierarchy.manager ? [hierarchy.manager] : []), RBEE_SLICE, inside].join('/');
    return [{ ...hierarchy, path, groupDirectory, instanceDirectory: name, pids: pidsAt(inHierarchy, path) }];
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

/**
 * The list is opened anew in each sample: version 1 builds it when it is opened and shares the copy among all readers
 * until the last of them closes it (cgroup_pidlist_start() in the kernel's kernel/cgroup/cgroup-v1.c). `cgroup.procs`
 * of a threaded cgroup of version 2 cannot be read (EOPNOTSUPP); `cgroup.threads` lists the threads that are in it, and
 * a process is named by its first thread.
 */
function pidsBelow(files: Files, path: string): ReadonlySet<number> {
  const own = parsed(files.text(`${path}/cgroup.procs`), parsePids) ?? threadsOf(files, path);
  const nested = files.directories(path).flatMap((it) => [...pidsBelow(files, `${path}/${it}`)]);
  return new Set([...own, ...nested]);
}

/** Threads that are not the first of their process are no pids of the process table, and are ignored there. */
const threadsOf = (files: Files, path: string): readonly number[] =>
  parsed(files.text(`${path}/cgroup.threads`), parsePids) ?? [];

/** For processes that belong to no worker. */
const SAMPLES_BETWEEN_READS = 10;

/** Reads the cgroups of processes in an rbee.slice from `/proc/<pid>/cgroup`. */
export class ProcessPlaces {
  readonly #files: Files;
  readonly #procRoot: string;
  #before: ReadonlyMap<string, string | null> = new Map();
  #sample = 0;

  constructor(files: Files, procRoot: string) {
    this.#files = files;
    this.#procRoot = procRoot;
  }

  /** `members` are the processes of workers, by key: they are read in every sample, others in every tenth. */
  look(processes: Processes, members: Pick<ReadonlySet<string>, 'has'>): PidsAt {
    this.#sample += 1;
    const now = new Map<string, string | null>();
    const inSlice: (readonly [pid: number, path: string])[] = [];
    for (const process of processes.values()) {
      const path = this.#pathOf(process, members.has(process.key));
      now.set(process.key, path);
      if (path !== null) inSlice.push([process.pid, path]);
    }
    this.#before = now;
    return (directory) => {
      const wanted = systemPath(directory).toString(); // decoded as the text of /proc/<pid>/cgroup
      return new Set(
        inSlice.flatMap(([pid, path]) => (path === wanted || path.startsWith(`${wanted}/`) ? pid : [])),
      );
    };
  }

  #pathOf({ pid, key }: Process, often: boolean): string | null {
    const known = this.#before.get(key);
    if (known !== undefined && !often && (this.#sample + pid) % SAMPLES_BETWEEN_READS !== 0) return known;
    const path = `${this.#procRoot}/${pid}/cgroup`;
    const text = often ? this.#files.again(path) : this.#files.text(path);
    return parsed(text, pathInSlice);
  }
}
