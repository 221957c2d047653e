import type { Files } from '../files/index.ts';
import type { Process, Processes } from '../processes/index.ts';
import { placeInSlice } from './cgroup-texts.ts';
import type { PidsAt } from './cgroup-tree.ts';

/** Knows where in rbee.slice the processes of a /proc are, by what each says itself. */
export interface ProcessPlaces {
  /** `members` knows the keys of processes that belong to workers: they are asked in every sample, others in turns. */
  look(processes: Processes, members: Pick<ReadonlySet<string>, 'has'>): PidsAt;
}

/** Samples between two looks at where a process is that belongs to no worker. */
const REST = 10;

/** Starts with nothing remembered. */
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
