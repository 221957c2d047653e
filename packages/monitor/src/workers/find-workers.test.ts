import { expect, test } from 'vitest';
import { aProcess, aTable, outline } from '../../testing/index.ts';
import type { Instance } from '../cgroup/index.ts';
import { instanceNames } from '../naming/namer.ts';
import { findWorkers } from './find-workers.ts';
import { toldInstance, type Worker } from './worker.ts';

const process = aProcess;
const table = aTable;
const instance = (name: string, ...pids: number[]): Instance => ({
  group: 'chat',
  instance: name,
  directories: [{ path: `/${name}`, version: 2, controllers: [], pids: new Set(pids) }],
  pids: new Set(pids),
});
const names = (workers: readonly Worker[], before: Parameters<typeof instanceNames>[1] = new Map()) =>
  instanceNames(
    workers.map((worker) => ({ worker, asked: toldInstance(worker) })),
    before,
  );

test('[W1] launcher, engine cores and ranks are one worker, whose root owns the command line', () => {
  const processes = table(
    process(1, 0, 'systemd'),
    process(10, 1, 'bash'),
    process(11, 10, 'uv run vllm serve o/n --port 8001'),
    process(12, 11, 'python3 /v/bin/vllm serve o/n --port 8001'),
    process(13, 12, 'VLLM::EngineCore'),
    process(14, 13, 'VLLM::Worker_TP0'),
    process(15, 13, 'VLLM::Worker_TP1'),
    process(20, 1, 'ollama serve'),
    process(21, 20, 'ollama runner --model /blobs/sha256-x --port 40000'),
    process(22, 20, 'llama-server --port 40001'),
  );
  expect(outline(findWorkers(processes, []))).toEqual([
    ['llm/8001', 12, [11, 12, 13, 14, 15]],
    ['llm/11434', 20, [20, 21, 22]],
  ]);
});

test('a supervisor and its two servers are three workers', () => {
  const processes = table(
    process(5, 1, 'llama-swap'),
    process(6, 5, 'llama-server --port 1'),
    process(7, 5, 'llama-server --port 2'),
  );
  expect(outline(findWorkers(processes, []))).toEqual([
    ['llm/8080', 5, [5]],
    ['llm/1', 6, [6]],
    ['llm/2', 7, [7]],
  ]);
});

test('a server in a cgroup is one worker, named by the cgroup, with its descendants that left the cgroup', () => {
  const processes = table(
    process(5, 1, 'sh'),
    process(6, 5, 'vllm serve o/n'),
    process(7, 6, 'VLLM::EngineCore'),
    process(8, 6, 'VLLM::EngineCore'),
    process(9, 1, 'my-own-server'),
  );
  const workers = findWorkers(processes, [instance('a', 5, 6, 7), instance('b', 9, 99)]);
  expect(outline(workers)).toEqual([
    ['chat/a', 6, [5, 6, 7, 8]],
    ['chat/b', 9, [9]],
  ]);
});

test('the root of an instance without a server is its oldest process, or what that started if it is a wrapper', () => {
  const root = (...processes: ReturnType<typeof process>[]) =>
    findWorkers(table(...processes), [instance('a', ...processes.map(({ pid }) => pid))]).map(
      (it) => it.root.pid,
    );
  expect(root(process(5, 1, 'bash batch.sh'), process(6, 5, 'step'))).toEqual([5]);
  expect(
    root(process(5, 1, 'tini -- bash batch.sh'), process(6, 5, 'bash batch.sh'), process(7, 6, 'x')),
  ).toEqual([6]);
  expect(root(process(5, 1, 'bash'), process(6, 5, 'step'))).toEqual([5]);
  expect(root(process(5, 1, 'sudo my-server'), process(6, 5, 'my-server'))).toEqual([6]);
  expect(root(process(5, 1, 'bash start.sh'), process(6, 5, 'vllm serve o/n'))).toEqual([6]);
});

test('the root of a watched script is the script, whatever it runs', () => {
  const watch = [{ group: 'job', pattern: /nightly\.sh$/ }];
  const script = process(5, 1, 'bash /opt/nightly.sh', {}, { watch });
  for (const line of ['sleep 1', 'timeout 9 python3 step.py', 'bash other.sh']) {
    expect(outline(findWorkers(table(script, process(6, 5, line)), []))).toEqual([['job/pid-5', 5, [5, 6]]]);
  }
});

test('a process in the cgroup of another instance does not belong to the worker of its parent', () => {
  const processes = table(process(5, 1, 'vllm serve o/n'), process(6, 5, 'x'), process(7, 5, 'y'));
  expect(outline(findWorkers(processes, [instance('a', 7)]))).toEqual([
    ['chat/a', 7, [7]],
    ['llm/8000', 5, [5, 6]],
  ]);
});

test('an instance whose processes have all ended is no worker', () => {
  expect(findWorkers(table(process(1, 0)), [instance('a', 77)])).toEqual([]);
});

test('a cycle of parents causes no endless loop', () => {
  const processes = table(process(5, 6, 'ollama serve'), process(6, 5, 'ollama serve'));
  expect(findWorkers(processes, []).length).toBeGreaterThan(0);
});

test('[W1] a second worker of the same name gets its pid appended, and a worker keeps its name', () => {
  const [older, newer] = [process(5, 1, 'vllm serve o/n'), process(6, 1, 'vllm serve o/n')];
  const both = findWorkers(table(newer, older), []);
  const first = names(both);
  expect([first.get(older.key)?.given, first.get(newer.key)?.given]).toEqual(['8000', '8000-6']);
  const restarted = process(9, 1, 'vllm serve o/n');
  const later = names(findWorkers(table(newer, restarted), []), first);
  expect([later.get(newer.key)?.given, later.get(restarted.key)?.given]).toEqual(['8000-6', '8000']);
});

test('[W1] names are cut to 64 characters without losing the pid', () => {
  const long = 'x'.repeat(64);
  const workers = findWorkers(table(process(5, 1), process(6, 1)), [instance(long, 5), instance(long, 6)]);
  expect([...names(workers).values()].map(({ given }) => given)).toEqual([long, `${'x'.repeat(62)}-6`]);
});
