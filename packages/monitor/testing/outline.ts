import { toldInstance, type Worker } from '../src/workers/index.ts';

/** Workers in short: what each would be called by its command line, its root, and all its pids in order. */
export const outline = (workers: readonly Worker[]) =>
  workers.map((it) => [
    `${it.group}/${toldInstance(it)}`,
    it.root.pid,
    it.members.map(({ pid }) => pid).toSorted((a, b) => a - b),
  ]);
