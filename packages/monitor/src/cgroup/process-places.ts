import type { Files } from '../files/index.ts';
import type { Process, Processes } from '../processes/index.ts';
import { placeInSlice } from './cgroup-texts.ts';
import type { PidsAt } from './cgroup-tree.ts';

/** Reads the places of processes in rbee.slice from `/proc/<pid>/cgroup`. */
export interface ProcessPlaces {
  /** `members` are the processes of workers, by key: they are read in every sample, others in every tenth. */
  look(processes: Processes, members: Pick<ReadonlySet<string>, 'has'>): PidsAt;
}

/** A process that belongs to no worker is read every N samples. */
const REST = 10;

/** Creates an empty cache. */
export function createProcessPlaces(files: Files, procRoot: string): ProcessPlaces {
  let before: ReadonlyMap<string, string | null> = new Map();
  let sample = 0;
  const placeOf = ({ pid, key }: Process, often: boolean): string | null => {
    const known = before.get(key);
    if (known !== undefined && !often && (sample + pid) % REST !== 0) return known;
    const path = `${procRoot}/${pid}/cgroup`;
    const text = often ? files.again(path) : files.text(path);
    return text.ok ? placeInSlice(text.value) : null;
  };
  return {
    look: (processes, members) => {
      sample += 1;
      const now = new Map<string, string | null>();
      const inSlice: (readonly [pid: number, place: string])[] = [];
      for (const process of processes.values()) {
        const place = placeOf(process, members.has(process.key));
        now.set(process.key, place);
        if (place !== null) inSlice.push([process.pid, place]);
      }
      before = now;
      return (wanted) =>
        new Set(
          inSlice.flatMap(([pid, place]) => (place === wanted || place.startsWith(`${wanted}/`) ? pid : [])),
        );
    },
  };
}
