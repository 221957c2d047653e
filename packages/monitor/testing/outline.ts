import { toldInstance, type Worker } from '../src/workers/index.ts';

/** Each worker as its name by the command line, the pid of its root, and all its pids in order. */
export const outline = (workers: readonly Worker[]) =>
  workers.map((it) => [
    `${it.group}/${toldInstance(it)}`,
    it.root.pid,
    it.members.map(({ pid }) => pid).toSorted((a, b) => a - b),
  ]);
