import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeMachine, type FakeMachine, type FakeProcess } from '../../testing/index.ts';
import { createFiles, type Files } from '../files/index.ts';
import { ProcessTableReader } from './process-table.ts';
import { createRecognition } from './recognition.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
});
afterEach(() => machine.remove());

/** The real files, with a record of what was read. */
const recording = (reads: string[] = []): Files => {
  const files = createFiles();
  return {
    ...files,
    text: (path) => {
      reads.push(path.slice(machine.procRoot.length + 1));
      return files.text(path);
    },
    again: (path) => {
      reads.push(`${path.slice(machine.procRoot.length + 1)} again`);
      return files.again(path);
    },
  };
};

test('command line and environment are read once; later the stat line of a server is read in each sample, of another process in every second', () => {
  machine.process({ pid: 70, argv: ['llama-server', '-m', 'a.gguf'], environment: { LLAMA_ARG_PORT: '1' } });
  machine.process({ pid: 71, argv: ['sleep', '9'] });
  const reads: string[] = [];
  const table = new ProcessTableReader(recording(reads), machine.procRoot);
  table.read();
  expect(reads.toSorted()).toEqual(['70/cmdline', '70/environ', '70/stat', '71/cmdline', '71/stat']);
  reads.length = 0;
  table.read();
  const seen = table.read();
  expect(reads.toSorted()).toEqual(['70/stat again', '70/stat again', '71/stat again']);
  reads.length = 0;
  const stranger = seen.ok ? seen.value.processes.get(71) : undefined;
  table.read(new Map(stranger ? [[stranger.key, stranger]] : []));
  expect(reads.toSorted()).toEqual(['70/stat again', '71/stat again']);
});

test('a young process that belongs to no worker is read every second sample, and is marked as not measured in between', () => {
  machine.process({ pid: 71, argv: ['sleep', '9'], cpuTicks: 1 });
  const table = new ProcessTableReader(recording(), machine.procRoot);
  for (let sample = 0; sample < 3; sample += 1) table.read();
  machine.process({ pid: 71, argv: ['sleep', '9'], cpuTicks: 50 });
  const seen = Array.from({ length: 4 }, () => {
    const read = table.read();
    return read.ok ? { ...read.value.processes.get(71) } : undefined;
  });
  expect(seen.filter((it) => it?.measured).map((it) => it?.cpuTicks)).toEqual([50, 50]);
  expect(seen.filter((it) => it && !it.measured && !it.fresh)).toHaveLength(2);
});

test('a process that belongs to no worker is read ever more rarely, at last every tenth sample', () => {
  machine.process({ pid: 71, argv: ['sleep', '9'] });
  const table = new ProcessTableReader(createFiles(), machine.procRoot);
  const measured = () => {
    const read = table.read();
    return read.ok && read.value.processes.get(71)?.measured ? 1 : 0;
  };
  const inSixty = () => Array.from({ length: 60 }, measured).reduce<number>((sum, it) => sum + it, 0);
  expect([inSixty(), inSixty(), inSixty()]).toEqual([16, 6, 6]);
});

test('a command line that could not be read is read again within sixty samples, whatever the pid', () => {
  const pids = Array.from({ length: 60 }, (_, at) => 100 + at);
  for (const pid of pids) machine.process({ pid, argv: ['llama-server', '--port', '1'] });
  let isReadable = false;
  const files = createFiles();
  const text: Files['text'] = (path, maxBytes) =>
    path.endsWith('/cmdline') && !isReadable ? { ok: false, refusal: 'failed' } : files.text(path, maxBytes);
  const table = new ProcessTableReader({ ...files, text }, machine.procRoot);
  // In these samples the interval of such a process grows from two to ten.
  for (let sample = 0; sample < 25; sample += 1) table.read();
  isReadable = true;
  for (let sample = 0; sample < 59; sample += 1) table.read();
  const last = table.read();
  const isServer = (pid: number) => last.ok && last.value.processes.get(pid)?.role === 'server';
  expect(pids.filter((pid) => !isServer(pid))).toEqual([]);
});

test('a kernel thread is read every sixtieth sample', () => {
  machine.process({ pid: 2, flags: 0x0020_8040, argv: [] });
  const reads: string[] = [];
  const table = new ProcessTableReader(recording(reads), machine.procRoot);
  for (let sample = 0; sample < 121; sample += 1) table.read();
  expect(reads).toEqual(['2/stat', '2/stat again', '2/stat again']);
});

test('a program that becomes a server by exec is found within two samples, also with the same short name', () => {
  machine.process({ pid: 71, argv: ['bash', 'start.sh'] });
  machine.process({ pid: 72, argv: ['python3', 'start.py'] });
  const table = new ProcessTableReader(createFiles(), machine.procRoot);
  const servers = () => {
    const read = table.read();
    return read.ok
      ? [...read.value.processes.values()].flatMap(({ pid, identity }) => (identity ? pid : []))
      : [];
  };
  expect(servers()).toEqual([]);
  machine.process({ pid: 71, argv: ['llama-server'], stackStart: '7' });
  machine.process({ pid: 72, argv: ['python3', '-m', 'sglang.launch_server'], stackStart: '7' });
  servers();
  expect(servers()).toEqual([71, 72]);
});

test('reports a change if a process starts, ends, gets another parent or runs another program', () => {
  machine.process({ pid: 1, argv: ['init'] });
  machine.process({ pid: 70, parent: 1, argv: ['llama-server'] });
  const table = new ProcessTableReader(createFiles(), machine.procRoot);
  const isChanged = () => {
    const read = table.read();
    return read.ok && read.value.changed;
  };
  expect([isChanged(), isChanged()]).toEqual([true, false]);
  machine.process({ pid: 70, parent: 1, argv: ['llama-server'], cpuTicks: 9 });
  expect([isChanged(), isChanged()]).toEqual([false, false]);
  machine.process({ pid: 71, parent: 70, argv: ['sleep', '9'] });
  expect([isChanged(), isChanged()]).toEqual([true, false]);
  machine.process({ pid: 70, parent: 71, argv: ['llama-server'] });
  expect([isChanged(), isChanged()]).toEqual([true, false]);
  machine.process({ pid: 70, parent: 71, argv: ['vllm', 'serve', 'o/n'], stackStart: '7' });
  expect([isChanged(), isChanged()]).toEqual([true, false]);
  machine.end(71);
  expect([isChanged(), isChanged()]).toEqual([true, false]);
});

test('a process that is recognised again, as its environment may not be read, is no change if it is the same', () => {
  machine.process({ pid: 70, argv: ['llama-server', '-m', 'a.gguf'] });
  let reads = 0;
  const files = createFiles();
  const text: Files['text'] = (path) => {
    if (!path.endsWith('/environ')) return files.text(path);
    reads += 1;
    return { ok: false, refusal: 'permission' };
  };
  const table = new ProcessTableReader({ ...files, text }, machine.procRoot);
  const changes = Array.from({ length: 125 }, () => {
    const read = table.read();
    return read.ok && read.value.changed ? 1 : 0;
  });
  expect(reads).toBeGreaterThan(4);
  expect(changes.reduce<number>((sum, it) => sum + it, 0)).toBe(1);
});

test('a process that ended is dropped, and a reused pid is another process', () => {
  machine.process({ pid: 70, startTicks: 5, argv: ['vllm', 'serve', 'o/n'] });
  const table = new ProcessTableReader(createFiles(), machine.procRoot);
  table.read();
  machine.process({ pid: 70, startTicks: 9, argv: ['sleep', '9'], command: 'vllm' });
  const again = table.read();
  const process = again.ok ? again.value.processes.get(70) : undefined;
  expect(process).toMatchObject({ key: '70:9', identity: null, fresh: true });
});

test('[W4] a process that could not be read in one sample is not taken for a process that started since', () => {
  machine.process({ pid: 70, startTicks: 5 });
  machine.process({ pid: 71, startTicks: 9 });
  const table = new ProcessTableReader(createFiles(), machine.procRoot);
  table.read();
  machine.end(70);
  table.read();
  machine.process({ pid: 70, startTicks: 5 });
  const again = table.read();
  expect(again.ok && again.value.processes.get(70)?.fresh).toBe(false);
});

test('a pid that is reused with the same name is noticed within ten samples', () => {
  machine.process({ pid: 70, startTicks: 5, argv: ['python3', 'x.py'] });
  const table = new ProcessTableReader(createFiles(), machine.procRoot);
  for (let sample = 0; sample < 70; sample += 1) table.read();
  machine.process({ pid: 70, startTicks: 9, argv: ['python3', '-m', 'sglang.launch_server'] });
  for (let sample = 0; sample < 9; sample += 1) table.read();
  const again = table.read();
  expect(again.ok && again.value.processes.get(70)?.identity?.engine?.kind).toBe('sglang');
});

test('a process that could not be read when it appeared is read again in the next sample', () => {
  machine.process({ pid: 70, argv: ['vllm', 'serve', 'o/n'] });
  const files = createFiles();
  let refused = true;
  const flaky: Files = {
    ...files,
    text: (path) => (refused ? { ok: false, refusal: 'failed' } : files.text(path)),
  };
  const table = new ProcessTableReader(flaky, machine.procRoot);
  table.read();
  refused = false;
  const again = table.read();
  expect(again.ok && again.value.processes.get(70)?.role).toBe('server');
});

test('kernel threads and zombies are not in the table', () => {
  machine.process({ pid: 2, flags: 0x0020_8040, argv: [] });
  machine.process({ pid: 70, state: 'Z' });
  const table = new ProcessTableReader(createFiles(), machine.procRoot).read();
  expect(table.ok && [...table.value.processes.keys()]).toEqual([]);
});

test('[W2] processes that may not be read are counted', () => {
  machine.process({ pid: 70 });
  const files = createFiles();
  const refusing: Files = { ...files, text: () => ({ ok: false, refusal: 'permission' }) };
  const table = new ProcessTableReader(refusing, machine.procRoot).read();
  expect(table.ok && [table.value.refused, table.value.failed, table.value.unreadable]).toEqual([1, 0, 1]);
});

test('[W2] processes that could not be read because descriptors ran out are counted as failed, not as refused', () => {
  machine.process({ pid: 70 });
  machine.process({ pid: 71 });
  const files = createFiles();
  const exhausted: Files = {
    ...files,
    text: (path) => (path.includes('/71/') ? { ok: false, refusal: 'failed' } : files.text(path)),
  };
  const table = new ProcessTableReader(exhausted, machine.procRoot).read();
  expect(table.ok && [table.value.refused, table.value.failed, table.value.unreadable]).toEqual([0, 1, 1]);
});

/** A table for which each recognition takes 100 ms of the CPU, and a sample of it: the pids of servers, and how many wait. */
function slowTable() {
  let nowMs = 0;
  const recognise = createRecognition(createFiles(), machine.procRoot);
  const slow: typeof recognise = (...given) => {
    nowMs += 100;
    return recognise(...given);
  };
  const table = new ProcessTableReader(createFiles(), machine.procRoot, slow, () => nowMs);
  return () => {
    const startedMs = nowMs;
    const read = table.read();
    if (!read.ok) throw new Error(read.refusal);
    const { processes, waiting } = read.value;
    const servers = [...processes.values()].filter((it) => it.role === 'server').map((it) => it.pid);
    return { servers: servers.toSorted((a, b) => a - b), waiting, tookMs: nowMs - startedMs };
  };
}

const server = (pid: number, more: Partial<FakeProcess> = {}) =>
  machine.process({ pid, argv: ['llama-server', '-m', 'a.gguf'], ...more });

test('a sample recognises processes for 300 ms; the others wait for the next samples', () => {
  for (let pid = 70; pid < 77; pid += 1) server(pid);
  const read = slowTable();
  expect(read()).toEqual({ servers: [70, 71, 72], waiting: 4, tookMs: 300 });
  expect(read()).toEqual({ servers: [70, 71, 72, 73, 74, 75], waiting: 1, tookMs: 300 });
  expect(read()).toEqual({ servers: [70, 71, 72, 73, 74, 75, 76], waiting: 0, tookMs: 100 });
  expect(read().tookMs).toBe(0);
});

test('processes that start all the time do not keep an earlier one from being recognised', () => {
  for (let pid = 20; pid < 30; pid += 1) machine.process({ pid });
  server(90);
  const read = slowTable();
  read();
  for (let sample = 0; sample < 3; sample += 1) {
    for (let pid = 30 + 10 * sample; pid < 40 + 10 * sample; pid += 1) machine.process({ pid });
    read();
  }
  expect(read().servers).toEqual([90]);
});

test('a server that runs another program stays one until there is time to look, and a waiting process that ends is forgotten', () => {
  for (let pid = 70; pid < 73; pid += 1) server(pid);
  const read = slowTable();
  read();
  for (let pid = 60; pid < 64; pid += 1) machine.process({ pid });
  server(72, { argv: ['sleep', '9'], stackStart: '7' });
  expect(read()).toMatchObject({ servers: [70, 71, 72], waiting: 2 });
  machine.end(63);
  expect(read()).toMatchObject({ servers: [70, 71], waiting: 0 });
});
