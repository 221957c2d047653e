import { natural } from '../proc/index.ts';

/**
 * The processes of a `cgroup.procs`, a line each; a process of another pid namespace is listed as 0 and left out, and so is
 * a line that was cut.
 */
export const parsePids = (text: string): readonly number[] =>
  text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => natural(line) || []);
