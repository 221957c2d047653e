import { expect, test } from 'vitest';
import { aProcess, aTable, outline } from '../../testing/index.ts';
import { findWorkers } from './find-workers.ts';

const found = (...processes: Parameters<typeof aTable>) => outline(findWorkers(aTable(...processes), []));
const INIT = aProcess(1, 0, 'systemd', { session: 1 });
const server = aProcess(10, 1, 'vllm serve o/n', { session: 10 });

test('a rank whose engine core ended belongs to the only server that can have started it', () => {
  const rank = aProcess(12, 1, 'VLLM::Worker_TP0', { session: 10 });
  expect(found(INIT, server, rank, aProcess(13, 12, 'x'))).toEqual([['llm/8000', 10, [10, 12, 13]]]);
});

test('if two servers can have started it, it is a worker of its own', () => {
  const other = aProcess(11, 1, 'vllm serve o/n --port 8001', { session: 10 });
  const rank = aProcess(12, 1, 'VLLM::Worker_TP0', { session: 10 });
  expect(found(INIT, server, other, rank)).toEqual([
    ['llm/8000', 10, [10]],
    ['llm/8001', 11, [11]],
    ['llm/pid-12', 12, [12]],
  ]);
});

test.each([
  ['an older one, that another launcher left behind', { startTicks: 5, session: 10 }],
  ['one of another session', { session: 11 }],
  ['one whose session is not known', { session: 0 }],
])('%s is a worker of its own', (_, more) => {
  expect(found(INIT, server, aProcess(9, 1, 'VLLM::EngineCore', more))).toEqual([
    ['llm/8000', 10, [10]],
    ['llm/pid-9', 9, [9]],
  ]);
});

test('a part of another engine is not of that server', () => {
  const scheduler = aProcess(12, 1, 'sglang::scheduler_TP0', { session: 10 });
  expect(found(INIT, server, scheduler)).toEqual([
    ['llm/8000', 10, [10]],
    ['llm/pid-12', 12, [12]],
  ]);
});

test('what a dead launcher left in one session is one worker', () => {
  const left = [
    aProcess(21, 1, 'VLLM::EngineCore', { session: 20 }),
    aProcess(22, 21, 'VLLM::Worker_TP0', { session: 20 }),
    aProcess(23, 1, 'VLLM::Worker_TP1', { session: 20 }),
  ];
  expect(found(INIT, ...left)).toEqual([['llm/pid-21', 21, [21, 22, 23]]]);
});

test('a program that has vLLM as a library is a worker, with its parts', () => {
  const program = [
    aProcess(30, 1, 'python3 my_server.py', { session: 30 }),
    aProcess(31, 30, 'VLLM::EngineCore', { session: 30 }),
    aProcess(32, 31, 'VLLM::Worker_TP0', { session: 30 }),
    aProcess(33, 30, 'helper', { session: 30 }),
  ];
  expect(found(INIT, ...program)).toEqual([['llm/pid-30', 30, [30, 31, 32, 33]]]);
});

test('a program that only took an orphan in is not', () => {
  const program = aProcess(30, 1, 'sleep infinity', { session: 30 });
  expect(found(INIT, program, aProcess(31, 30, 'VLLM::EngineCore', { session: 40 }))).toEqual([
    ['llm/pid-31', 31, [31]],
  ]);
});
