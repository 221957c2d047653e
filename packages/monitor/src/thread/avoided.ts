import type { Files } from '../files/index.ts';
import { ownerOf } from './owner.ts';
import { placesIn } from './place.ts';

/** Blocked processes, folders or files of one owner or device from which on nothing of it is read. */
const BLOCKED_OF_ONE = 2;
/** Blocked reads from which on few threads are left, so that less is risked. */
const MANY_BLOCKED = 4;

/** Files without which a process is not known, or not as a worker. */
const ESSENTIAL = ['stat', 'cmdline'];

const TIMEOUT = { ok: false, refusal: 'timeout' } as const;

/**
 * What is not read, because threads are blocked by it: each path that blocks a thread; below the root folder of a
 * process, this folder for every process; after a second file of a process, all its files but `stat`, as most of them
 * wait for one lock. So that nobody can block a thread for each of many processes or folders: after a second process of
 * one owner, these files of all processes of that owner; after a second folder, all folders that they see. After a second
 * file of a device, all its files.
 *
 * From the fourth blocked thread on, one of them is enough, for a device all of its class or bus; and no folder that
 * others fill is read, and of processes that wait in the kernel uninterruptibly only `stat`: when a file server or a
 * driver fails, many owners wait for it.
 */
export class Avoided {
  readonly #files: Pick<Files, 'text'>;
  readonly #procRoot: string;
  readonly #placeOf: ReturnType<typeof placesIn>;
  /** All paths that block a thread. */
  readonly #paths = new Set<string>();
  /** Folders that block, by their paths below the root folders of processes. */
  readonly #folders = new Set<string>();
  /** The names of the files that block, by pid. */
  readonly #processes = new Map<string, Set<string>>();
  readonly #owners = new Set<string>();
  readonly #ownersOfFolders = new Set<string>();
  /** Devices, or their families. */
  readonly #devices = new Set<string>();
  /** Owners of processes that were asked for since `set`. */
  readonly #known = new Map<string, string | null>();
  #isCareful = false;

  /** `files` are asked for the owners and states of processes. */
  constructor(files: Pick<Files, 'text'>, procRoot: string, sysRoot: string) {
    this.#files = { text: (path, most) => (this.#blocks(path) ? TIMEOUT : files.text(path, most)) };
    this.#procRoot = procRoot;
    this.#placeOf = placesIn(procRoot, sysRoot);
  }

  /** Replaces what is avoided by what follows from these paths, each of which blocks a thread. */
  set(paths: readonly string[]): void {
    for (const it of [this.#paths, this.#folders, this.#processes, this.#known]) it.clear();
    for (const it of [this.#owners, this.#ownersOfFolders, this.#devices]) it.clear();
    this.#isCareful = paths.length >= MANY_BLOCKED;
    for (const path of paths) this.#add(path);
    const most = this.#isCareful ? 1 : BLOCKED_OF_ONE;
    const places = paths.map(this.#placeOf);
    const folders = places.flatMap((it) => (it.kind === 'folder' ? [this.#ownerOf(it.pid)] : []));
    const processes = [...this.#processes.keys()].map((it) => this.#ownerOf(it));
    const devices = places.flatMap((it) =>
      it.kind === 'device' ? [this.#isCareful ? it.family : it.device] : [],
    );
    addFrequent(this.#ownersOfFolders, folders, most);
    addFrequent(this.#owners, processes, most);
    addFrequent(this.#devices, devices, most);
  }

  /** True if a process may be a worker that is missing. */
  get hidesProcess(): boolean {
    if (this.#isCareful || this.#owners.size > 0) return true;
    return [...this.#processes.values()].some((it) => isHidden(it) || ESSENTIAL.some((name) => it.has(name)));
  }

  /** Owners of whose processes only the states are read, for people to read. */
  get owners(): readonly string[] {
    return [...this.#owners];
  }

  has(path: string): boolean {
    if (this.#paths.size === 0) return false; // the usual case, and this is called for each read
    if (this.#blocks(path)) return true;
    const place = this.#placeOf(path);
    switch (place.kind) {
      case 'process':
        return place.name !== 'stat' && place.name !== '' && this.#hides(place.pid);
      case 'folder':
        return this.#isOf(this.#ownersOfFolders, place.pid) || this.#isOf(this.#owners, place.pid);
      case 'device':
        return this.#devices.has(place.device) || this.#devices.has(place.family);
      case 'other':
        return false;
    }
  }

  /** The same for a folder that others fill. */
  hasFolder(path: string): boolean {
    return this.#isCareful || this.has(path);
  }

  #add(path: string): void {
    this.#paths.add(path);
    const place = this.#placeOf(path);
    if (place.kind === 'folder') this.#folders.add(place.path);
    if (place.kind !== 'process') return;
    const files = this.#processes.get(place.pid) ?? new Set();
    this.#processes.set(place.pid, files.add(place.name === '' ? 'stat' : place.name));
  }

  /** True if this path itself blocks, the same folder of another process, or the state of its process. */
  #blocks(path: string): boolean {
    if (this.#paths.has(path)) return true;
    const place = this.#placeOf(path);
    if (place.kind === 'folder') return this.#folders.has(place.path);
    return place.kind === 'process' && this.#processes.get(place.pid)?.has('stat') === true;
  }

  #hides(pid: string): boolean {
    if (isHidden(this.#processes.get(pid)) || this.#isOf(this.#owners, pid)) return true;
    return this.#isCareful && this.#waits(pid);
  }

  #isOf(owners: ReadonlySet<string>, pid: string): boolean {
    const owner = owners.size > 0 ? this.#ownerOf(pid) : null;
    return owner !== null && owners.has(owner);
  }

  #ownerOf(pid: string): string | null {
    const before = this.#known.get(pid);
    if (before !== undefined) return before;
    const owner = ownerOf(this.#files, `${this.#procRoot}/${pid}`);
    this.#known.set(pid, owner);
    return owner;
  }

  /** True in the state D of proc_pid_stat(5). */
  #waits(pid: string): boolean {
    const stat = this.#files.text(`${this.#procRoot}/${pid}/stat`);
    return stat.ok && stat.value.slice(stat.value.lastIndexOf(')')).startsWith(') D');
  }
}

/** True if more than one file of a process blocks. */
const isHidden = (files: ReadonlySet<string> | undefined): boolean => files !== undefined && files.size > 1;

/** Adds the names that occur at least `most` times. */
function addFrequent(to: Set<string>, names: readonly (string | null)[], most: number): void {
  for (const [name, its] of Map.groupBy(names, (it) => it)) {
    if (name !== null && its.length >= most) to.add(name);
  }
}
