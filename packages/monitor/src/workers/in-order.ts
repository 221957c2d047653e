import type { ProcessStats } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';

/** Workers by group and instance, and no more of them than a heartbeat can carry ([H1]). */
export const inOrder = (workers: readonly ProcessStats[]): ProcessStats[] =>
  workers
    .toSorted((a, b) => compare(a.group, b.group) || compare(a.instance, b.instance))
    .slice(0, LIMITS.maxWorkers);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
