import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeMachine, type FakeMachine } from '../../testing/index.ts';
import { CgroupTree } from '../cgroup/index.ts';
import { createFiles, type Files, type Refusal } from '../files/index.ts';
import { ProcessTableReader } from '../processes/index.ts';
import { TreeCounter } from '../rates/index.ts';
import { findWorkers } from './find-workers.ts';
import { WholeCgroups } from './whole-cgroups.ts';
import type { Worker } from './worker.ts';
import { type CounterSource, readCounters, type WorkerCounters } from './worker-counters.ts';

let machine: FakeMachine;
/**
 * A server and its helper process. They have used 3 s and 1 s of CPU time and `more` seconds each.
 */
const run = (more: number) => {
  const of = (seconds: number) => ({ cpuTicks: 100 * (seconds + more) });
  const moved = { readBytes: 5 + more, writtenBytes: 6 + 2 * more };
  machine.process({ pid: 70, argv: ['vllm', 'serve', 'o/n'], ...of(3), ...moved });
  machine.process({ pid: 71, parent: 70, ...of(1), readBytes: 50, writtenBytes: 60 });
};
beforeEach(() => {
  machine = createFakeMachine();
  run(0);
});
afterEach(() => machine.remove());

const files = createFiles();
/** The real files. Those that match are refused, as the kernel refuses them to another user. */
const refusing = (refused: RegExp, refusal: Refusal): Files => ({
  ...files,
  again: (path) => (refused.test(path) ? { ok: false, refusal } : files.again(path)),
});

const found = (): { worker: Worker; workers: readonly Worker[] } => {
  const table = new ProcessTableReader(files, machine.procRoot).read();
  const processes = table.ok ? table.value.processes : new Map();
  const workers = findWorkers(processes, new CgroupTree(files, machine.cgroupRoot).instances());
  const [worker] = workers;
  if (!worker) throw new Error('no worker was found');
  return { worker, workers };
};
const values = (reading: WorkerCounters['read']) => (reading.ok ? [reading.value] : reading.reason);
const sourceOf = (trees: TreeCounter, from: Files = files): CounterSource => ({
  files: from,
  procRoot: machine.procRoot,
  units: { ticksPerSecond: 100, pageBytes: 4096 },
  trees,
  isThere: () => false,
  cgroups: new WholeCgroups(from, machine.procRoot),
});
/** The counters of a second sample, after `change`. It reads the files `from`. */
const between = (change: () => void, from: Files = files): WorkerCounters => {
  const trees = new TreeCounter();
  readCounters(sourceOf(trees), found().worker);
  trees.endSample();
  change();
  return readCounters(sourceOf(trees, from), found().worker);
};
const cpu = (change = () => {}) => values(between(change).cpuSeconds);
const io = (change = () => {}, from: Files = files) => {
  const { read, written } = between(change, from);
  return [values(read), values(written)];
};
const ioOf = (from: Files) => io(() => {}, from);
const IO_STAT = '8:0 rbytes=1000 wbytes=2000 rios=1 wios=1 dbytes=0 dios=0\n';
const BLKIO = '8:0 Read 3000\n8:0 Write 4000\n8:0 Total 7000\nTotal 7000\n';

test('without a cgroup the counters are summed over the process tree', () => {
  expect(cpu(() => run(2))).toEqual([4]);
  expect(io(() => run(5))).toEqual([[3], [6]]);
});

test('[W2] storage I/O is unknown, and not a partial sum, if one process may not be read', () => {
  expect(ioOf(refusing(/\/71\/io$/, 'permission'))).toEqual(['permission', 'permission']);
  expect(ioOf(refusing(/\/71\/io$/, 'failed'))).toEqual(['not_exposed', 'not_exposed']);
  expect(ioOf(refusing(/\/io$/, 'gone'))).toEqual(['not_exposed', 'not_exposed']);
});

test('a process that ended after the process table was read is left out, and its bytes are expected in the counter of its parent', () => {
  expect(io(() => run(60), refusing(/\/71\/io$/, 'gone'))).toEqual([[10], [60]]);
});

test('bytes of a child are not counted again when the kernel adds them to its parent', () => {
  const told = () => {
    machine.end(71);
    machine.process({ pid: 70, argv: ['vllm', 'serve', 'o/n'], readBytes: 5 + 57, writtenBytes: 6 + 60 });
  };
  expect(io(told)).toEqual([[7], [0]]);
});

test('the counters of a worker are those of its v2 cgroup, also with nested cgroups and unit suffixes', () => {
  machine.cgroup('.', { 'cgroup.controllers': 'cpu io\n' });
  const path = 'rbee.slice/rbee-chat.slice/main.service';
  machine.cgroup(path, { 'cgroup.procs': '70\n', 'cpu.stat': 'usage_usec 2500000\n', 'io.stat': IO_STAT });
  machine.cgroup(`${path}/nested`, { 'cgroup.procs': '71\n' });
  expect(found().workers).toMatchObject([{ group: 'chat', name: 'main', root: { pid: 70 } }]);
  expect(cpu()).toEqual([2.5]);
  expect(io()).toEqual([[1000], [2000]]);
});

test('with both cgroup versions, CPU time comes from v2, and I/O from the tree if v2 has no I/O controller', () => {
  machine.cgroup('unified', { 'cgroup.controllers': '\n' });
  machine.cgroup('unified/rbee.slice/chat/main', {
    'cgroup.procs': '70\n71\n',
    'cpu.stat': 'usage_usec 9000000\n',
  });
  machine.cgroup('cpuacct/rbee.slice/chat/main', { 'cgroup.procs': '70\n71\n', 'cpuacct.usage': '1\n' });
  expect(found().workers).toHaveLength(1);
  expect(cpu()).toEqual([9]);
  expect(io(() => run(2))).toEqual([[2], [4]]);
});

test('a v1 cgroup counts CPU time in nanoseconds, and is used for I/O only if the tree may not be read', () => {
  const procs = { 'cgroup.procs': '70\n71\n' };
  machine.cgroup('cpu,cpuacct/rbee.slice/chat/main', { ...procs, 'cpuacct.usage': '7000000000\n' });
  machine.cgroup('blkio/rbee.slice/chat/main', { ...procs, 'blkio.throttle.io_service_bytes': BLKIO });
  expect(cpu()).toEqual([7]);
  expect(io(() => run(2))).toEqual([[2], [4]]);
  expect(ioOf(refusing(/\/io$/, 'permission'))).toEqual([[3000], [4000]]);
});

test('the counters of a cgroup are not used if it contains only a part of the worker', () => {
  machine.cgroup('pids/rbee.slice/chat/main', { 'cgroup.procs': '70\n71\n' });
  machine.cgroup('cpuacct/rbee.slice/chat/main', { 'cgroup.procs': '71\n', 'cpuacct.usage': '7000000000\n' });
  expect(cpu(() => run(2))).toEqual([4]);
});

test('the counters of a cgroup are used although a member ended after the process table was read', () => {
  machine.cgroup('pids/rbee.slice/chat/main', { 'cgroup.procs': '70\n71\n' });
  machine.cgroup('cpuacct/rbee.slice/chat/main', { 'cgroup.procs': '70\n', 'cpuacct.usage': '7000000000\n' });
  const { worker } = found();
  const cpuOfThen = () => values(readCounters(sourceOf(new TreeCounter()), worker).cpuSeconds);
  machine.process({ pid: 71, parent: 70, state: 'Z' });
  expect(cpuOfThen()).toEqual([7]);
  machine.end(71);
  expect(cpuOfThen()).toEqual([7]);
});

test('a cgroup without a running process is no worker', () => {
  machine.cgroup('.', { 'cgroup.controllers': 'cpu\n' });
  machine.cgroup('rbee.slice/chat/empty', { 'cgroup.procs': '' });
  machine.cgroup('rbee.slice/chat/ended', { 'cgroup.procs': '4711\n' });
  expect(found().workers).toMatchObject([{ group: 'llm', name: null }]);
});
