import { natural } from '../proc/index.ts';

/** The processes of a `cgroup.procs`; a process of another pid namespace is listed as 0 and left out. */
export const parsePids = (text: string): readonly number[] =>
  text.split('\n').flatMap((line) => natural(line) || []);
