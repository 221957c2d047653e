import { expect, test } from 'vitest';
import { aProcess, aTable, outline } from '../../testing/index.ts';
import { findWorkers } from './find-workers.ts';

const found = (...processes: Parameters<typeof aTable>) => outline(findWorkers(aTable(...processes), []));
const INIT = aProcess(1, 0, 'systemd', { session: 1 });
const server = aProcess(10, 1, 'vllm serve o/n', { session: 10 });

test('a rank whose engine core has ended belongs to the only server that can have started it', () => {
  const rank = aProcess(12, 1, 'VLLM::Worker_TP0', { session: 10 });
  expect(found(INIT, server, rank, aProcess(13, 12, 'x'))).toEqual([['llm/8000', 10, [10, 12, 13]]]);
});

test('a rank that two servers can have started is a worker of its own', () => {
  const other = aProcess(11, 1, 'vllm serve o/n --port 8001', { session: 10 });
  const rank = aProcess(12, 1, 'VLLM::Worker_TP0', { session: 10 });
  expect(found(INIT, server, other, rank)).toEqual([
    ['llm/8000', 10, [10]],
    ['llm/8001', 11, [11]],
    ['llm/pid-12', 12, [12]],
  ]);
});

test.each([
  ['a rank that is older than the server', { startTicks: 5, session: 10 }],
  ['a rank of another session', { session: 11 }],
  ['a rank whose session is not known', { session: 0 }],
])('%s is a worker of its own', (_, more) => {
  expect(found(INIT, server, aProcess(9, 1, 'VLLM::EngineCore', more))).toEqual([
    ['llm/8000', 10, [10]],
    ['llm/pid-9', 9, [9]],
  ]);
});

test('a helper process of another engine does not belong to the server', () => {
  const scheduler = aProcess(12, 1, 'sglang::scheduler_TP0', { session: 10 });
  expect(found(INIT, server, scheduler)).toEqual([
    ['llm/8000', 10, [10]],
    ['llm/pid-12', 12, [12]],
  ]);
});

test('helper processes of one session whose launcher has ended are one worker', () => {
  const left = [
    aProcess(21, 1, 'VLLM::EngineCore', { session: 20 }),
    aProcess(22, 21, 'VLLM::Worker_TP0', { session: 20 }),
    aProcess(23, 1, 'VLLM::Worker_TP1', { session: 20 }),
  ];
  expect(found(INIT, ...left)).toEqual([['llm/pid-21', 21, [21, 22, 23]]]);
});

test('a program that uses vLLM as a library is a worker, with the helper processes of vLLM', () => {
  const program = [
    aProcess(30, 1, 'python3 my_server.py', { session: 30 }),
    aProcess(31, 30, 'VLLM::EngineCore', { session: 30 }),
    aProcess(32, 31, 'VLLM::Worker_TP0', { session: 30 }),
    aProcess(33, 30, 'helper', { session: 30 }),
  ];
  expect(found(INIT, ...program)).toEqual([['llm/pid-30', 30, [30, 31, 32, 33]]]);
});

test('a program that only adopted a helper process is not its worker', () => {
  const program = aProcess(30, 1, 'sleep infinity', { session: 30 });
  expect(found(INIT, program, aProcess(31, 30, 'VLLM::EngineCore', { session: 40 }))).toEqual([
    ['llm/pid-31', 31, [31]],
  ]);
});
