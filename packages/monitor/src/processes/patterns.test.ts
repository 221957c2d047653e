import { expect, test } from 'vitest';
import { aProcess, aTable, outline } from '../../testing/index.ts';
import { findWorkers } from '../workers/find-workers.ts';
import type { Patterns } from './recognition.ts';

const found = (patterns: Partial<Patterns>, ...rows: readonly (readonly [number, number, string])[]) =>
  outline(
    findWorkers(aTable(...rows.map(([pid, parent, line]) => aProcess(pid, parent, line, {}, patterns))), []),
  );
const watch = (pattern: RegExp) => ({ watch: [{ group: 'mine', pattern }] });

test('a process that matches a pattern is a worker with all its descendants; the topmost match is the root', () => {
  const rows = [
    [5, 1, 'python3 serve.py --port 9'],
    [6, 5, 'python3 serve.py rank'],
    [7, 6, 'child'],
  ] as const;
  expect(found(watch(/serve\.py/), ...rows)).toEqual([['mine/pid-5', 5, [5, 6, 7]]]);
});

test('a known engine that matches a pattern keeps the port and the model of its command line', () => {
  expect(found(watch(/8001/), [5, 1, 'vllm serve o/n --port 8001'], [6, 1, 'vllm serve o/n'])).toEqual([
    ['mine/8001', 5, [5]],
    ['llm/8000', 6, [6]],
  ]);
});

test('a pattern can say whose rules for port and model apply', () => {
  const { watch: rules } = watch(/brain|relay/);
  const patterns = { watch: rules.map((it) => ({ ...it, engine: 'vllm' })) };
  const brain = aProcess(5, 1, '/opt/brain serve o/n --port 9001', {}, patterns);
  expect(brain.identity).toMatchObject({ group: 'mine', ports: [9001], model: { name: 'o/n' } });
  expect(brain.identity?.engine?.kind).toBe('vllm');
  const relay = aProcess(6, 1, 'python3 relay.py --served-model-name chat', {}, patterns);
  expect(relay.identity).toMatchObject({ ports: [8000], model: { name: 'chat' } });
  const code = aProcess(7, 1, ['python3', '-c', 'import brain', '--port', '9'], {}, patterns);
  expect(code.identity).toMatchObject({ ports: [9] });
});

test('a server gets the group of the pattern that its wrapper matches', () => {
  const rows = [
    [5, 1, 'bash /srv/chat.sh'],
    [6, 5, 'vllm serve o/n'],
    [7, 6, 'VLLM::EngineCore'],
  ] as const;
  expect(found(watch(/chat\.sh/), ...rows)).toEqual([['mine/8000', 6, [5, 6, 7]]]);
});

test.each([
  ['bash -i', 1],
  ['-bash', 1],
  ['tmux new', 1],
  ['rbee run --group mine -- my-server', 1],
  ['node /opt/rbee/src/main.ts queen', 1],
  ['node /usr/bin/rbee hive', 1],
  ['my-hive', 77],
])('%s is never watched', (line, ownPid) => {
  expect(found({ ...watch(/./), ownPid }, [77, 1, line])).toEqual([]);
});

test('a pattern matches the command that `rbee run` starts, and not rbee itself', () => {
  const rows = [
    [5, 1, 'rbee run -- my-server'],
    [6, 5, 'my-server'],
  ] as const;
  expect(found(watch(/my-server/), ...rows)).toEqual([['mine/pid-6', 6, [6]]]);
});

test('a pattern with the flag g or y matches every time', () => {
  expect(found(watch(/server/g), [5, 1, 'my-server'], [6, 1, 'my-server'])).toHaveLength(2);
  expect(found(watch(/my-server/y), [5, 1, 'my-server'], [6, 1, 'my-server'])).toHaveLength(2);
});

test('an ignore pattern that matches a worker or its wrapper leaves out the whole process tree', () => {
  const rows = [
    ...([
      [5, 1, 'bash test.sh'],
      [6, 5, 'vllm serve o/n'],
      [7, 6, 'VLLM::EngineCore'],
    ] as const),
    ...([
      [8, 1, 'llama-server -m a.gguf'],
      [9, 8, 'child'],
    ] as const),
  ] as const;
  expect(found({ ignore: [/test\.sh/] }, ...rows)).toEqual([['llm/8080', 8, [8, 9]]]);
  expect(found({ ignore: [/llama-server/, /vllm serve/] }, ...rows)).toEqual([]);
  expect(found({ ignore: [/child|EngineCore/] }, ...rows)).toHaveLength(2);
});
