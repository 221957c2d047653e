import { expect, test } from 'vitest';
import { aProcess } from '../../testing/index.ts';
import { createFiles, type Files } from '../files/index.ts';
import { WholeCgroups } from './whole-cgroups.ts';
import type { Worker } from './worker.ts';

const root = aProcess(70, 1, 'vllm serve o/n');
const child = aProcess(71, 70);
const directory = (version: 1 | 2, ...pids: number[]) => ({
  path: `/v${version}`,
  version,
  controllers: [],
  pids: new Set(pids),
});

/** A worker in two hierarchies, with a record of the files that are read. */
function watching(stat: string | null, ...directories: Worker['directories']) {
  const read: string[] = [];
  const files: Files = {
    ...createFiles(),
    text: (path) => {
      read.push(path);
      return stat === null ? { ok: false, refusal: 'gone' } : { ok: true, value: stat };
    },
  };
  const whole = new WholeCgroups(files, '/proc');
  const members = [root, child];
  const worker = {
    group: 'a',
    name: 'b',
    foundBy: 'cgroup' as const,
    told: null,
    root,
    members,
    directories,
  };
  return {
    read,
    sample: () => {
      const found = whole.of(worker).map(({ path }) => path);
      whole.endSample();
      return found;
    },
  };
}

const ALIVE = `71 (x) S 70 1 1 0 -1 0 0 0 0 0 1 1 0 0 20 0 1 0 71 1 1 1 0 0 9 0 0 0 0`;

test('the stat line of a child outside the cgroup is read once, however many hierarchies there are', () => {
  const { sample, read } = watching(ALIVE, directory(1, 70), directory(2, 70));
  expect([sample(), sample(), sample()]).toEqual([[], [], []]);
  expect(read).toEqual(['/proc/71/stat']);
});

test('a cgroup covers the whole worker although a child has ended; v2 comes first', () => {
  const { sample } = watching(null, directory(1, 70), directory(2, 70));
  expect(sample()).toEqual(['/v2', '/v1']);
});

test('no process is read if the cgroup lists all members', () => {
  const { sample, read } = watching(ALIVE, directory(2, 70, 71));
  expect(sample()).toEqual(['/v2']);
  expect(read).toEqual([]);
});
