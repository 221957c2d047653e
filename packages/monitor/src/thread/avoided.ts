/** What is not read, as a text: see `Avoided`. */
export type Blocked = string;

const FILE = 'file ';
const FOLDER = 'folder ';
const MEMORY = 'memory of ';
const PROCESS = 'process ';

/** Files without which a process is not known, or not as a worker. */
const ESSENTIAL = ['stat', 'cmdline'];

/** What is not read, because a thread is blocked by it. */
export class Avoided {
  readonly #prefix: string;
  readonly #keys: Set<Blocked>;

  constructor(procRoot: string, keys: readonly Blocked[] = []) {
    this.#prefix = `${procRoot}/`;
    this.#keys = new Set(keys);
  }

  /** Replaces what is avoided. */
  set(keys: readonly Blocked[]): void {
    this.#keys.clear();
    for (const key of keys) this.#keys.add(key);
  }

  /** True if a process may be a worker that is missing. */
  get hidesProcess(): boolean {
    for (const key of this.#keys) {
      if (key.startsWith(PROCESS) || key.startsWith(MEMORY)) return true;
      const { pid, rest } = this.#split(key.slice(FILE.length));
      if (pid !== null && ESSENTIAL.includes(rest)) return true;
    }
    return false;
  }

  has(path: string): boolean {
    if (this.#keys.size === 0) return false;
    if (this.#keys.has(FILE + path)) return true;
    const { pid, rest } = this.#split(path);
    if (pid === null) return false;
    if (isFolder(rest)) return this.#keys.has(FOLDER + rest);
    return this.#keys.has(PROCESS + pid) || (rest !== 'stat' && this.#keys.has(MEMORY + pid));
  }

  /**
   * What to avoid after a thread was blocked by a path: this file; below the root folder of a process, this folder for
   * every process; after a second file of a process, all its files but `stat`, as most of them wait for one lock.
   */
  keyOf(path: string): Blocked {
    const { pid, rest } = this.#split(path);
    if (pid === null) return FILE + path;
    if (isFolder(rest)) return FOLDER + rest;
    if (rest === 'stat' || rest === '') return PROCESS + pid;
    const ofProcess = `${FILE}${this.#prefix}${pid}/`;
    return [...this.#keys].some((it) => it.startsWith(ofProcess)) ? MEMORY + pid : FILE + path;
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
