import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aGpuCard, aGpuProcess, aGpuReader, createFakeMachine, type FakeMachine } from '../testing/index.ts';
import { createMonitor, type MonitorOptions } from './index.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
});
afterEach(() => machine.remove());

const monitor = (options: Partial<MonitorOptions> = {}) => {
  const { procRoot, sysRoot, cgroupRoot } = machine;
  return createMonitor({ version: '1', procRoot, sysRoot, cgroupRoot, platform: 'linux', ...options });
};
const found = (options: Partial<MonitorOptions> = {}) =>
  monitor(options)
    .sample()
    .workers.map((it) => `${it.group}/${it.instance}`);
const finding = async (id: string, options: Partial<MonitorOptions> = {}) =>
  (await monitor(options).diagnose()).find((it) => it.id === id)?.detail;

test('cgroups are searched for below sysRoot', async () => {
  machine.process({ pid: 70, argv: ['my-server'] });
  machine.file('../sys/fs/cgroup/cgroup.controllers', 'cpu io\n');
  machine.file('../sys/fs/cgroup/rbee.slice/chat/1/cgroup.procs', '70\n');
  const { procRoot } = machine;
  const inContainer = createMonitor({
    version: '1',
    procRoot,
    sysRoot: join(procRoot, '..', 'sys'),
    platform: 'linux',
  });
  expect(inContainer.sample().workers).toMatchObject([{ group: 'chat', instance: '1', pid: 70 }]);
  const findings = await inContainer.diagnose();
  expect(findings.find((it) => it.id === 'rbee-slice')?.detail).toContain('chat/1');
});

test('a hive that reads /proc of an outer PID namespace reports the same instances in samples and in its diagnosis', async () => {
  machine.process({ pid: 70, argv: ['my-server'], files: { cgroup: '0::/../rbee.slice/chat/1\n' } });
  machine.cgroup('.', { 'cgroup.controllers': 'cpu io\n' });
  machine.cgroup('rbee.slice/chat/1', { 'cgroup.procs': '0\n' });
  machine.file('self/status', 'NSpid:\t4711\t7\n');
  expect(found()).toEqual(['chat/1']);
  expect(await finding('rbee-slice')).toBe('rbee.slice holds 1 with processes: chat/1.');
});

test('GPU holders are read in each sample', () => {
  machine.process({ pid: 70, argv: ['vllm', 'serve', 'o/n'] });
  machine.process({ pid: 71, parent: 70, argv: ['VLLM::EngineCore'] });
  machine.process({ pid: 72, argv: ['python3', 'train.py'] });
  const holders = [aGpuProcess(71)];
  const { sample } = monitor({ gpuReaders: [aGpuReader(() => [aGpuCard(holders)])] });
  expect(sample().workers.map((it) => it.group)).toEqual(['llm']);
  holders.push(aGpuProcess(72));
  expect(sample().workers.map((it) => `${it.group} ${it.pid}`)).toEqual(['gpu 72', 'llm 70']);
});

test('[W2] a GPU driver that fails is reported, and the rest of the sample is complete', () => {
  machine.process({ pid: 70, argv: ['vllm', 'serve', 'o/n'] });
  const { workers, node } = monitor({ gpuReaders: [aGpuReader(() => null)] }).sample();
  const failed = 'driver_error';
  expect(workers).toMatchObject([
    { pid: 70, unknown: { gpu_util_pct: failed, vram_mb: failed, total_vram_mb: failed } },
  ]);
  expect(node.unknown).toMatchObject({ gpus: failed });
});

test('patterns add and exclude workers', async () => {
  machine.process({ pid: 70, argv: ['vllm', 'serve', 'o/n'] });
  machine.process({ pid: 71, argv: ['my-server', '--secret', 'x'], listens: [{ port: 7000 }] });
  const watch = [{ group: 'mine', pattern: /^my-server/ }];
  expect(found({ watch })).toEqual(['llm/8000', 'mine/7000']);
  expect(found({ watch, ignore: [/^vllm serve/] })).toEqual(['mine/7000']);
  expect(await finding('workers', { watch })).toBe(
    'Found 2: 1 by the command line of a known engine, 1 by a watch pattern.',
  );
});

test.each(['', 'x'.repeat(65)])(
  'a watch pattern with the group "%s" is refused, and the error names the option',
  (group) => {
    expect(() => monitor({ watch: [{ group, pattern: /x/ }] })).toThrow(/^watch must name groups of 1 to 64/);
  },
);

test('a diagnosis does not change the next sample', async () => {
  machine.process({ pid: 70, argv: ['vllm', 'serve', 'o/n'] });
  let ms = 0;
  const { sample, diagnose } = monitor({ monotonicMs: () => ms });
  sample();
  await diagnose();
  ms = 1000;
  expect(sample().workers[0]?.unknown?.['cpu_pct']).toBeUndefined();
});

test('[W2] while processes wait for recognition, the heartbeat says that there may be more workers', () => {
  machine.process({ pid: 60 });
  machine.process({ pid: 70, argv: ['llama-server', '-m', 'a.gguf'] });
  let nowMs = 0;
  const slow = monitor({ cpuMs: () => (nowMs += 400) });
  const first = slow.sample();
  expect(first.workers).toEqual([]);
  expect(first.node.unknown).toMatchObject({ workers: 'timeout', unreadable_processes: 'timeout' });
  const second = slow.sample();
  expect(second.workers).toHaveLength(1);
  expect(second.node.unknown ?? {}).not.toHaveProperty('unreadable_processes');
});
