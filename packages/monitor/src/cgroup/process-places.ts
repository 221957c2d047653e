import type { Files } from '../files/index.ts';
import type { Process, Processes } from '../processes/index.ts';
import { placeInSlice } from './cgroup-texts.ts';
import type { PidsAt } from './cgroup-tree.ts';

/** A process that belongs to no worker is read every N samples. */
const REST = 10;

/** Reads the places of processes in rbee.slice from `/proc/<pid>/cgroup`. */
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
    const inSlice: (readonly [pid: number, place: string])[] = [];
    for (const process of processes.values()) {
      const place = this.#placeOf(process, members.has(process.key));
      now.set(process.key, place);
      if (place !== null) inSlice.push([process.pid, place]);
    }
    this.#before = now;
    return (wanted) =>
      new Set(
        inSlice.flatMap(([pid, place]) => (place === wanted || place.startsWith(`${wanted}/`) ? pid : [])),
      );
  }

  #placeOf({ pid, key }: Process, often: boolean): string | null {
    const known = this.#before.get(key);
    if (known !== undefined && !often && (this.#sample + pid) % REST !== 0) return known;
    const path = `${this.#procRoot}/${pid}/cgroup`;
    const text = often ? this.#files.again(path) : this.#files.text(path);
    return text.ok ? placeInSlice(text.value) : null;
  }
}
