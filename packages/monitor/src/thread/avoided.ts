import type { Files } from '../files/index.ts';
import { ownerOf } from './owner.ts';

/** Blocked processes of one owner from which on no process of that owner is read. */
const BLOCKED_OF_OWNER = 2;
/** Blocked reads from which on few threads are left, so that less is risked. */
const MANY_BLOCKED = 4;

/** Files without which a process is not known, or not as a worker. */
const ESSENTIAL = ['stat', 'cmdline'];

const TIMEOUT = { ok: false, refusal: 'timeout' } as const;

/**
 * What is not read, because threads are blocked by it: each path that blocks a thread; below the root folder of a
 * process, this folder for every process; after a second file of a process, all its files but `stat`, as most of them
 * wait for one lock; after a second process of one owner, these files of all processes of that owner, so that nobody can
 * block a thread for each of many processes.
 *
 * From the fourth blocked thread on, one process is enough for its owner, and processes that wait in the kernel
 * uninterruptibly are treated alike: with a file server that has failed, processes of many owners wait for it.
 */
export class Avoided {
  readonly #files: Pick<Files, 'text'>;
  readonly #prefix: string;
  /** Paths that are of no process. */
  readonly #paths = new Set<string>();
  readonly #folders = new Set<string>();
  /** The names of the files that block, by pid. */
  readonly #processes = new Map<string, Set<string>>();
  readonly #owners = new Set<string>();
  /** Owners of processes that were asked for since `set`. */
  readonly #known = new Map<string, string | null>();
  #isCareful = false;

  /** `files` are asked for the owners and states of processes. */
  constructor(files: Pick<Files, 'text'>, procRoot: string) {
    this.#files = { text: (path, most) => (this.#blocks(path) ? TIMEOUT : files.text(path, most)) };
    this.#prefix = `${procRoot}/`;
  }

  /** Replaces what is avoided by what follows from these paths, each of which blocks a thread. */
  set(paths: readonly string[]): void {
    for (const it of [this.#paths, this.#folders, this.#processes, this.#owners, this.#known]) it.clear();
    this.#isCareful = paths.length >= MANY_BLOCKED;
    for (const path of paths) this.#add(path);
    const blockedOf = new Map<string, number>();
    for (const pid of this.#processes.keys()) {
      const owner = this.#ownerOf(pid);
      if (owner !== null) blockedOf.set(owner, (blockedOf.get(owner) ?? 0) + 1);
    }
    const most = this.#isCareful ? 1 : BLOCKED_OF_OWNER;
    for (const [owner, blocked] of blockedOf) if (blocked >= most) this.#owners.add(owner);
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
    if (this.#blocks(path)) return true;
    const { pid, rest } = this.#split(path);
    if (pid === null || isFolder(rest) || rest === 'stat' || rest === '') return false;
    return (
      isHidden(this.#processes.get(pid)) ||
      this.#isOfAvoidedOwner(pid) ||
      (this.#isCareful && this.#waits(pid))
    );
  }

  #add(path: string): void {
    const { pid, rest } = this.#split(path);
    if (pid === null) this.#paths.add(path);
    else if (isFolder(rest)) this.#folders.add(rest);
    else {
      const files = this.#processes.get(pid) ?? new Set();
      this.#processes.set(pid, files.add(rest === '' ? 'stat' : rest));
    }
  }

  /** True if this path itself blocks, or the state of its process. */
  #blocks(path: string): boolean {
    const { pid, rest } = this.#split(path);
    if (pid === null) return this.#paths.has(path);
    if (isFolder(rest)) return this.#folders.has(rest);
    const files = this.#processes.get(pid);
    return files !== undefined && (files.has(rest) || files.has('stat'));
  }

  #isOfAvoidedOwner(pid: string): boolean {
    if (this.#owners.size === 0) return false;
    const owner = this.#ownerOf(pid);
    return owner !== null && this.#owners.has(owner);
  }

  #ownerOf(pid: string): string | null {
    const before = this.#known.get(pid);
    if (before !== undefined) return before;
    const owner = ownerOf(this.#files, this.#prefix + pid);
    this.#known.set(pid, owner);
    return owner;
  }

  /** True in the state D of proc_pid_stat(5). */
  #waits(pid: string): boolean {
    const stat = this.#files.text(`${this.#prefix}${pid}/stat`);
    return stat.ok && stat.value.slice(stat.value.lastIndexOf(')')).startsWith(') D');
  }

  #split(path: string): { readonly pid: string | null; readonly rest: string } {
    if (!path.startsWith(this.#prefix)) return { pid: null, rest: '' };
    const below = path.slice(this.#prefix.length);
    const slash = below.indexOf('/');
    const pid = slash < 0 ? below : below.slice(0, slash);
    return /^\d+$/.test(pid) ? { pid, rest: below.slice(pid.length + 1) } : { pid: null, rest: '' };
  }
}

const isFolder = (rest: string): boolean => rest.startsWith('root/');

/** True if more than one file of a process blocks. */
const isHidden = (files: ReadonlySet<string> | undefined): boolean => files !== undefined && files.size > 1;
