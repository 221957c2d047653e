import { expect, test } from 'vitest';
import { aProcess, aTable, outline } from '../../testing/index.ts';
import { findWorkers } from './find-workers.ts';

const found = (holders: number[], ...processes: Parameters<typeof aTable>) =>
  outline(findWorkers(aTable(...processes), [], new Map(holders.map((pid) => [pid, ['GPU-1']]))));
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

test.each([
  ['a compositor', '/usr/bin/kwin_wayland --wayland-fd 7'],
  ['a browser', '/usr/lib/firefox/firefox -contentproc -childID 3'],
  ['a helper of a browser, with all arguments in one', ['/opt/google/chrome/chrome --type=gpu-process --a']],
  ['an editor', '/usr/share/code/code --type=gpu-process'],
  ['a launcher of games that is a script', 'python3 /usr/bin/lutris'],
])('%s that computes on a GPU is no worker', (_, line) => {
  expect(found([7], aProcess(7, 1, line))).toEqual([]);
});

test('a game is no worker, and a program that a person starts in a terminal or in an editor is one', () => {
  const steam = aProcess(5, 1, '/home/u/.steam/ubuntu12_32/steam -srt-logger-opened');
  const game = [aProcess(6, 5, 'bash /opt/run.sh'), aProcess(7, 6, '/games/hl2_linux -steam')];
  expect(found([7], steam, ...game)).toEqual([]);
  const shell = [aProcess(8, 5, '-bash'), aProcess(9, 8, 'python3 train.py')];
  expect(found([9], steam, ...shell)).toEqual([['gpu/pid-9', 9, [9]]]);
  const editor = aProcess(5, 1, '/usr/share/code/code');
  expect(found([5, 9], editor, aProcess(9, 5, 'python3 train.py'))).toEqual([['gpu/pid-9', 9, [9]]]);
});

test('an orphan that still holds a GPU after its parent crashed is a worker', () => {
  const init = aProcess(1, 0, 'systemd');
  expect(found([7], init, aProcess(7, 1, SPAWNED))).toEqual([['gpu/pid-7', 7, [7]]]);
});

test('an ignore pattern leaves a GPU worker out, also by the command line of its script', () => {
  const patterns = { ignore: [/train\.py/] };
  const script = aProcess(6, 1, 'bash run.sh train.py', {}, patterns);
  expect(found([7], script, aProcess(7, 6, 'python3 a.py', {}, patterns))).toEqual([]);
});
