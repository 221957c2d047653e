import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeMachine, type FakeMachine } from '../../testing/index.ts';
import { createFiles, type Files } from '../files/index.ts';
import { createRecogniser, createRecognition, ProcessTableReader } from '../processes/index.ts';
import { findWorkers } from '../workers/find-workers.ts';
import { Namer } from './namer.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
  machine.process({ pid: 70, argv: ['vllm', 'serve', 'o/n'], listens: [{ port: 8500 }] });
  machine.process({ pid: 71, argv: ['my-server'], listens: [{ port: 8600 }], network: 'box' });
});
afterEach(() => machine.remove());

const workers = () => {
  const watch = [{ group: 'mine', pattern: /my-server/ }];
  const recogniser = createRecogniser({ watch, ignore: [], ownPid: null });
  const recognition = createRecognition(createFiles(), machine.procRoot, recogniser);
  const table = new ProcessTableReader(createFiles(), machine.procRoot, recognition).read();
  return findWorkers(table.ok ? table.value.processes : new Map(), []);
};
/** Files that record what is read. Permission is refused for those that match. */
const recording = (asked: string[], refused?: RegExp): Files => {
  const files = createFiles();
  const guarded =
    <T>(ask: (path: string) => T) =>
    (path: string) => {
      asked.push(path.slice(machine.procRoot.length + 1));
      return refused?.test(path) ? ({ ok: false, refusal: 'permission' } as const) : ask(path);
    };
  return { ...files, text: guarded(files.text), names: guarded(files.names), link: guarded(files.link) };
};
const named = (files: Files) =>
  new Namer(files, machine.procRoot)
    .name(workers(), 0)
    .map(({ instance, unknown }) => [instance, unknown['instance']]);

test.each([
  ['files', /\/fd$/],
  ['network namespace', /\/ns\/net$/],
])(
  '[W2] if the %s of a process may not be read, its name is the port of its command line; a default port is marked as unknown',
  (_, refused) => {
    machine.process({ pid: 72, argv: ['vllm', 'serve', 'o/n', '--port', '8700'], listens: [{ port: 8900 }] });
    expect(named(recording([], refused))).toEqual([
      ['8000', 'permission'],
      ['pid-71', 'permission'],
      ['8700', undefined],
    ]);
  },
);

test('the sockets of a network namespace are read once, and not again for a worker with a known address', () => {
  machine.process({ pid: 70, argv: ['vllm', 'serve', 'o/n'], listens: [{ port: 8000 }] });
  machine.process({ pid: 72, argv: ['vllm', 'serve', 'o/n', '--port', '8700'], listens: [{ port: 8700 }] });
  const asked: string[] = [];
  const namer = new Namer(recording(asked), machine.procRoot);
  const found = workers();
  namer.name(found, 0);
  expect(asked.filter((it) => it.endsWith('/net/tcp')).toSorted()).toEqual(['70/net/tcp', '71/net/tcp']);
  asked.length = 0;
  namer.name(found, 60_000);
  expect(asked).toEqual([]);
});

test('[W2] the port of a helper process does not name a worker while the sockets of its root may not be read', () => {
  machine.process({ pid: 80, argv: ['VLLM::EngineCore'], session: 5, listens: [{ port: 8900 }] });
  machine.process({ pid: 81, argv: ['VLLM::EngineCore'], session: 5, listens: [{ port: 8800 }] });
  const files = createFiles();
  let isRefused = true;
  const names: Files['names'] = (path) =>
    isRefused && path.endsWith('/80/fd') ? { ok: false, refusal: 'permission' } : files.names(path);
  const namer = new Namer({ ...files, names }, machine.procRoot);
  const nameAt = (atMs: number) => {
    const worker = namer.name(workers(), atMs).find((it) => it.worker.root.pid === 80);
    return [worker?.instance, worker?.unknown['instance']];
  };
  expect(nameAt(0)).toEqual(['pid-80', 'permission']);
  isRefused = false;
  expect(nameAt(10_000)).toEqual(['8900', undefined]);
});

test('[H9] names that only differ in characters that cannot be seen get visible, different names', () => {
  for (const [pid, name] of [
    [80, 'a\u200b'],
    [81, 'a\u202e'],
  ] as const) {
    const argv = ['llama-server', '--alias', `m${name}`, '--host', `/run/${name}.sock`];
    machine.process({ pid, argv, listens: [] });
  }
  const found = new Namer(createFiles(), machine.procRoot).name(workers(), 0);
  const names = found.filter(({ worker }) => worker.root.pid >= 80);
  expect(names.map(({ instance, models }) => [instance, models[0]?.name])).toEqual([
    ['a\ufffd.sock', 'ma\ufffd'],
    ['a\ufffd.sock-ma\ufffd', 'ma\ufffd'],
  ]);
});
