import { expect, test } from 'vitest';
import { aProcess, aTable, outline } from '../../testing/index.ts';
import { findWorkers } from './find-workers.ts';

const found = (holders: number[], ...processes: Parameters<typeof aTable>) =>
  outline(findWorkers(aTable(...processes), [], new Set(holders)));
const SPAWNED = ['python3', '-c', 'from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=5)'];

test('a process of no known engine that holds a GPU is a worker of group gpu', () => {
  expect(
    found([7, 99], aProcess(6, 1, 'bash'), aProcess(7, 6, 'python3 train.py'), aProcess(8, 7, 'x')),
  ).toEqual([['gpu/pid-7', 7, [7, 8]]]);
});

test('a GPU holder that belongs to a known server is part of that server', () => {
  const processes = [aProcess(5, 1, 'vllm serve o/n'), aProcess(6, 5, 'VLLM::EngineCore')];
  expect(found([6], ...processes)).toEqual([['llm/8000', 5, [5, 6]]]);
});

test('ranks belong to the launcher that started them', () => {
  const processes = [
    aProcess(4, 1, 'bash train.sh'),
    aProcess(5, 4, '/usr/bin/python3 /usr/local/bin/torchrun --nproc-per-node 2 train.py'),
    aProcess(6, 5, 'python3 train.py'),
    aProcess(7, 5, 'python3 train.py'),
  ];
  expect(found([6, 7], ...processes)).toEqual([['gpu/pid-5', 5, [4, 5, 6, 7]]]);
});

test("ranks of Python's multiprocessing are of the program, spawned or forked", () => {
  const spawned = [aProcess(5, 1, 'python3 a.py'), aProcess(6, 5, SPAWNED), aProcess(7, 5, SPAWNED)];
  expect(found([6, 7], ...spawned)).toEqual([['gpu/pid-5', 5, [5, 6, 7]]]);
  const stackStart = '140722847';
  const forked = [aProcess(5, 1, 'python3 a.py', { stackStart }), aProcess(6, 5, 'pt_rank', { stackStart })];
  expect(found([6], ...forked)).toEqual([['gpu/pid-5', 5, [5, 6]]]);
});

test('nested GPU holders are one worker, and two programs of one shell are two workers', () => {
  const processes = [aProcess(3, 1, 'bash'), aProcess(4, 3, 'a'), aProcess(5, 4, 'b'), aProcess(6, 3, 'c')];
  expect(found([5, 4, 6], ...processes)).toEqual([
    ['gpu/pid-4', 4, [4, 5]],
    ['gpu/pid-6', 6, [6]],
  ]);
});
