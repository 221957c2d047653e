import { createCheck, NodeStatsSchema } from '@rbee/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeMachine, type FakeMachine } from '../testing/index.ts';
import { createMonitor, type MonitorOptions } from './index.ts';

const nodeCheck = createCheck(NodeStatsSchema);

let machine: FakeMachine;
let ms = 0;
beforeEach(() => {
  machine = createFakeMachine();
  ms = 0;
});
afterEach(() => machine.remove());

const watch = (options: Partial<MonitorOptions> = {}) => {
  const { procRoot, sysRoot, cgroupRoot } = machine;
  const monitor = createMonitor({
    version: '1.2.3',
    procRoot,
    sysRoot,
    cgroupRoot,
    platform: 'linux',
    monotonicMs: () => ms,
    ...options,
  });
  return () => {
    const { node, workers } = monitor.sample();
    expect(nodeCheck.mismatch(node)).toBeNull();
    return { node, workers };
  };
};

const cpuLine = (user: number) =>
  `cpu  ${user} 0 0 500 500 0 0 0 0 0\ncpu0 1 0 0 0\ncpu1 1 0 0 0\nbtime 1700000000\n`;

test('[W2] the figures of the machine are those of the captured files, and its rates are unknown in the first sample', () => {
  const { node } = watch()();
  expect(node).toMatchObject({
    os: 'linux',
    cpu_count: 2,
    cpu_pct: 0,
    load_1: 0.33,
    ram_total_mb: Math.round(24684084 / 1024),
    swap_used_mb: 0,
    gpus: [],
    agent: { version: '1.2.3', cpu_pct: 0, unknown: { cpu_pct: 'first_sample' } },
    unknown: { cpu_pct: 'first_sample' },
  });
  expect(node.hostname).not.toBe('');
  expect(node.agent.rss_mb).toBeGreaterThan(0);
});

test('100 percent is one core, and the CPU use is at most that of all cores', () => {
  const sample = watch();
  machine.file('stat', cpuLine(1000));
  sample();
  ms = 1000;
  machine.file('stat', cpuLine(1150));
  expect(sample().node.cpu_pct).toBe(150);
  ms = 2000;
  machine.file('stat', cpuLine(9999));
  expect(sample().node.cpu_pct).toBe(200);
  expect(sample().node.unknown).toMatchObject({ cpu_pct: 'first_sample' });
});

test('[W2] without /proc the workers are unknown', () => {
  const { node, workers } = watch({ procRoot: '/no/such/proc' })();
  expect(workers).toEqual([]);
  expect(node.unknown).toMatchObject({
    workers: 'not_exposed',
    ram_total_mb: 'not_exposed',
    load_1: 'not_exposed',
  });
});

test('[W2] a hive in a PID namespace of its own that finds no worker reports workers as unknown', () => {
  machine.file('self/status', 'Name:\thive\nNSpid:\t7\n');
  machine.link('self/ns/pid', 'pid:[4026532222]');
  expect(watch()().node.unknown).toMatchObject({ workers: 'pid_namespace' });
  machine.process({ pid: 70, argv: ['vllm', 'serve', 'o/n'] });
  expect(watch()().node.unknown ?? {}).not.toHaveProperty('workers');
});

test('[W2] on another operating system the machine is reported, and workers are unknown', () => {
  const sample = watch({ platform: 'darwin' });
  expect(sample().node.unknown).toMatchObject({ cpu_pct: 'first_sample' });
  ms = 1000;
  const { node, workers } = sample();
  expect(workers).toEqual([]);
  expect(node.os).toBe('darwin');
  expect(node.cpu_count).toBeGreaterThan(0);
  expect(node.ram_total_mb).toBeGreaterThan(0);
  expect(node.unknown).toEqual({
    swap_used_mb: 'not_exposed',
    gpus: 'driver_unsupported',
    workers: 'not_exposed',
  });
  expect(watch({ platform: 'win32' })().node.unknown).toMatchObject({ load_1: 'not_exposed' });
});
