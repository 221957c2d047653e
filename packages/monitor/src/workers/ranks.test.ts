import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  aGpuCard,
  aGpuProcess,
  aGpuReader,
  createFakeMachine,
  type FakeMachine,
} from '../../testing/index.ts';
import { createMonitor } from '../create-monitor.ts';
import type { GpuCard } from '../gpu-reader.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
});
afterEach(() => machine.remove());

const RAY = ['--distributed-executor-backend', 'ray'];
const rank = (pid: number, more: object = {}) =>
  machine.process({
    pid,
    parent: 50,
    session: 50,
    startTicks: pid,
    argv: ['ray::RayWorkerWrapper.execute_method'],
    residentPages: 25_600,
    ...more,
  });
const server = (pid: number, port: number, args: readonly string[] = RAY, more: object = {}) =>
  machine.process({
    pid,
    session: pid,
    startTicks: pid,
    argv: ['vllm', 'serve', 'o/n', '--port', `${port}`, ...args],
    listens: [{ port }],
    ...more,
  });
const raylet = () =>
  machine.process({
    pid: 50,
    session: 50,
    startTicks: 50,
    argv: ['/v/ray/core/src/ray/raylet/raylet', '--x'],
  });
let cards: readonly GpuCard[] = [];
const sample = () => {
  const gpuReaders = [aGpuReader(() => cards)];
  return createMonitor({ version: '1', ...machine, platform: 'linux', gpuReaders }).sample().workers;
};
const outline = () =>
  sample().map((it) => [it.instance, it.pids, it.rss_mb, it.partial?.['rss_mb'] ?? 'whole']);

beforeEach(() => {
  cards = [];
  raylet();
  rank(70);
  rank(71);
});

test('ranks that the daemon of Ray started belong to the only server that uses Ray', () => {
  server(80, 8000);
  server(90, 8001, []);
  expect(outline()).toEqual([
    ['8000', 3, 201, 'whole'],
    ['8001', 1, 1, 'whole'],
  ]);
});

test('[W6] if several servers use Ray, the ranks are a worker of their own and the figures of the servers are partial', () => {
  server(80, 8000);
  server(90, 8001);
  server(91, 8002, []);
  expect(outline()).toEqual([
    ['8000', 1, 1, 'unassigned_ranks'],
    ['8001', 1, 1, 'unassigned_ranks'],
    ['8002', 1, 1, 'whole'],
    ['pid-70', 2, 200, 'whole'],
  ]);
  expect(sample()[0]?.partial).toEqual({
    rss_mb: 'unassigned_ranks',
  });
});

test('[W6] a server that does not say whether it uses Ray may lack ranks, too', () => {
  server(90, 8001, []);
  expect(outline()[0]).toEqual(['8001', 1, 1, 'unassigned_ranks']);
});

test('the job of a rank tells its server', () => {
  rank(70, { environment: { RAY_JOB_ID: '01000000' } });
  rank(71, { environment: { RAY_JOB_ID: '02000000' } });
  server(80, 8000, RAY, { environment: { RAY_JOB_ID: '01000000' } });
  server(90, 8001, RAY, { environment: { RAY_JOB_ID: '02000000' } });
  expect(outline()).toEqual([
    ['8000', 2, 101, 'whole'],
    ['8001', 2, 101, 'whole'],
  ]);
});

test('the cgroup of a rank tells its server', () => {
  const inside = (name: string) => ({ files: { cgroup: `0::/system.slice/${name}.service\n` } });
  rank(70, inside('a'));
  rank(71, inside('b'));
  server(80, 8000, RAY, inside('a'));
  server(90, 8001, RAY, inside('b'));
  expect(outline()).toEqual([
    ['8000', 2, 101, 'whole'],
    ['8001', 2, 101, 'whole'],
  ]);
});

test('the daemon of Ray is no worker, whatever its children are', () => {
  rank(72, { argv: ['VLLM::Worker_TP0'] });
  rank(73, { argv: ['ray::IDLE'] });
  const workers = sample();
  expect(workers.map(({ pid, pids }) => [pid, pids])).toEqual([[70, 3]]);
});

test('ranks below a daemon that the server started are in its tree', () => {
  machine.end(70);
  machine.end(71);
  server(60, 8000, []);
  machine.process({ pid: 61, parent: 60, startTicks: 61, argv: ['raylet'] });
  rank(62, { parent: 61 });
  expect(outline()).toEqual([['8000', 3, expect.any(Number), 'whole']]);
});

const ofUser = (uid: number) => ({ files: { status: `Name:\tx\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\n` } });
const onCards = (...pids: readonly (readonly number[])[]) => {
  cards = pids.map((its, index) =>
    aGpuCard(
      its.map((pid) => aGpuProcess(pid)),
      { uuid: `GPU-${index}`, index },
    ),
  );
};

test('a rank belongs to the server of its user that computes on the same GPU', () => {
  rank(70, ofUser(7));
  rank(71, ofUser(7));
  server(80, 8000, RAY, ofUser(7));
  server(90, 8001, RAY, ofUser(7));
  onCards([70, 80], [71, 90]);
  expect(outline()).toEqual([
    ['8000', 2, 101, 'whole'],
    ['8001', 2, 101, 'whole'],
  ]);
});

test('the other ranks of its job, which have GPUs of their own, follow it', () => {
  const ofJob = { ...ofUser(7), environment: { RAY_JOB_ID: '01000000' } };
  rank(70, ofJob);
  rank(71, ofJob);
  server(80, 8000, RAY, ofUser(7));
  server(90, 8001, RAY, ofUser(7));
  onCards([70, 80], [71], [90]);
  expect(outline()).toEqual([
    ['8000', 3, 201, 'whole'],
    ['8001', 1, 1, 'whole'],
  ]);
});

test.each([
  ['another user', ofUser(8), {}],
  ['an unknown user', {}, {}],
  ['another job', ofUser(7), { RAY_JOB_ID: '02000000' }],
])('[W6] a server of %s on the GPU of a rank is not its server', (_, user, environment) => {
  const ofJob = { ...ofUser(7), environment: { RAY_JOB_ID: '01000000' } };
  rank(70, ofJob);
  rank(71, ofJob);
  server(80, 8000, RAY, { ...user, environment });
  server(90, 8001, RAY, ofUser(7));
  onCards([70, 80], [71]);
  expect(outline()).toEqual([
    ['8000', 1, 1, 'unassigned_ranks'],
    ['8001', 1, 1, 'unassigned_ranks'],
    ['pid-70', 2, 200, 'whole'],
  ]);
});

test('[W6] of two servers on the GPU of a rank neither can be told, and their GPU figures are partial, too', () => {
  rank(70, ofUser(7));
  rank(71, ofUser(7));
  server(80, 8000, RAY, ofUser(7));
  server(90, 8001, RAY, ofUser(7));
  onCards([70, 71, 80, 90]);
  expect(outline()).toEqual([
    ['8000', 1, 1, 'unassigned_ranks'],
    ['8001', 1, 1, 'unassigned_ranks'],
    ['pid-70', 2, 200, 'whole'],
  ]);
  const reason = 'unassigned_ranks';
  expect(sample()[0]?.partial).toEqual({
    rss_mb: reason,
    gpu_util_pct: reason,
    vram_mb: reason,
    total_vram_mb: reason,
  });
});

test('[W6] the figures of a worker lack what it may use of a GPU whose processes are not known', () => {
  machine.end(70);
  machine.end(71);
  server(80, 8000);
  onCards([80]);
  cards = [...cards, aGpuCard([], { uuid: 'GPU-9', processes: { ok: false, reason: 'timeout' } })];
  const reason = 'unreadable_gpus';
  expect(sample()[0]?.partial).toEqual({ gpu_util_pct: reason, vram_mb: reason, total_vram_mb: reason });
});
