import { createCheck, HeartbeatSchema } from '@rbee/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { captured, createFakeMachine, type FakeMachine } from '../testing/index.ts';
import { createMonitor, type Sample } from './index.ts';

const heartbeat = createCheck(HeartbeatSchema);
const MIB = 1024 * 1024;

let machine: FakeMachine;
let ms = 0;
beforeEach(() => {
  machine = createFakeMachine();
  ms = 0;
});
afterEach(() => machine.remove());

const watch = () => {
  const monitor = createMonitor({
    version: '1.2.3',
    procRoot: machine.procRoot,
    cgroupRoot: machine.cgroupRoot,
    platform: 'linux',
    monotonicMs: () => ms,
    nowMs: () => Date.UTC(2025, 9, 30, 20, 15, 30) + ms,
  });
  return { ...monitor, sample: () => checked(monitor.sample()) };
};

function checked(sample: Sample): Sample {
  expect(heartbeat.mismatch({ hive_id: 'h', ...sample })).toBeNull();
  return sample;
}

const server = {
  pid: 70,
  argv: ['/bin/llama-server', '-m', '/models/a.gguf', '--port', '8081'],
  startTicks: 10_000,
  residentPages: 512,
};

test('[W1] the first sample of a worker has every field, and lists those that are not known', () => {
  machine.process(server);
  machine.process({ pid: 71, parent: 70, argv: ['child'], residentPages: 256 });
  machine.process({ pid: 72, parent: 70, argv: ['gone'], state: 'Z' });
  const bootS = Number(/btime (\d+)/.exec(captured('machine-stat.txt'))?.[1]);
  const sample = watch().sample();
  expect(sample.timestamp).toBe('2025-10-30T20:15:30.000Z');
  expect(sample.workers).toEqual([
    {
      pid: 70,
      group: 'llm',
      instance: '8081',
      cpu_pct: 0,
      rss_mb: 3,
      io_r_mb_s: 0,
      io_w_mb_s: 0,
      uptime_s: 2318,
      gpu_util_pct: 0,
      vram_mb: 0,
      total_vram_mb: 0,
      model: 'a',
      pids: 2,
      started_at: new Date((bootS + 100) * 1000).toISOString(),
      unknown: {
        cpu_pct: 'first_sample',
        io_r_mb_s: 'first_sample',
        io_w_mb_s: 'first_sample',
        gpu_util_pct: 'driver_unsupported',
        vram_mb: 'driver_unsupported',
        total_vram_mb: 'driver_unsupported',
      },
    },
  ]);
});

test('[W4] the second sample has rates by the monotonic clock, including children that started since the first', () => {
  machine.process({ ...server, cpuTicks: 500, readBytes: 10 * MIB });
  const monitor = watch();
  monitor.sample();
  ms = 2000;
  machine.process({ ...server, cpuTicks: 650, readBytes: 13 * MIB, writtenBytes: MIB });
  machine.process({ pid: 90, parent: 70, argv: ['rank'], cpuTicks: 100, startTicks: 20_000, readBytes: MIB });
  const [worker] = monitor.sample().workers;
  expect(worker).toMatchObject({ cpu_pct: 125, io_r_mb_s: 2, io_w_mb_s: 0.5, pids: 2 });
  expect(Object.keys(worker?.unknown ?? {})).toEqual(['gpu_util_pct', 'vram_mb', 'total_vram_mb']);
});

test('[W4] the rates of a restarted worker start over, also if it gets the same pid', () => {
  machine.process({ ...server, cpuTicks: 500 });
  const monitor = watch();
  monitor.sample();
  ms = 1000;
  machine.process({ ...server, startTicks: 20_000, cpuTicks: 900_000 });
  const [worker] = monitor.sample().workers;
  expect(worker).toMatchObject({
    pid: 70,
    instance: '8081',
    cpu_pct: 0,
    unknown: { cpu_pct: 'first_sample' },
  });
});

test('[W4] the rate of a counter that decreased starts over', () => {
  machine.process({ ...server, cpuTicks: 500, readBytes: 9 * MIB });
  const monitor = watch();
  monitor.sample();
  ms = 1000;
  machine.process({ ...server, cpuTicks: 510, readBytes: 0 });
  const [worker] = monitor.sample().workers;
  expect(worker).toMatchObject({ cpu_pct: 10, io_r_mb_s: 0, unknown: { io_r_mb_s: 'first_sample' } });
});

test('[W2] a model without a name is null and not_exposed', () => {
  machine.process({ pid: 80, argv: ['ollama', 'serve'] });
  const [worker] = watch().sample().workers;
  expect(worker).toMatchObject({ model: null, instance: '11434', unknown: { model: 'not_exposed' } });
});

test('[W1] no secret of a command line or an environment is in the sample', () => {
  const environment = { LLAMA_ARG_PORT: '8085', HF_TOKEN: 'hf_planted', OPENAI_API_KEY: 'sk-planted' };
  const secrets = ['--api-key', 'sk-planted', '--hf-token', 'hf_planted'];
  machine.process({ pid: 81, argv: ['llama-server', ...secrets], environment });
  machine.process({ pid: 82, argv: ['vllm', 'serve', ...secrets] });
  const cgroupName = 'rbee.slice/llm/other';
  machine.process({ pid: 83, argv: ['unknown-server', ...secrets], environment });
  machine.cgroup('.', { 'cgroup.controllers': 'cpu' });
  machine.cgroup(cgroupName, { 'cgroup.procs': '83\n' });
  const sample = watch().sample();
  expect(sample.workers.map((it) => it.instance)).toEqual(['8000', '8085', 'other']);
  expect(JSON.stringify(sample)).not.toMatch(/planted|token|key/i);
});

test('[W3] sample workers are marked, others are not', () => {
  machine.process({ pid: 84, argv: ['node', '/x/sample-worker/src/main.ts', '--port', '9101'] });
  machine.process(server);
  const origins = watch()
    .sample()
    .workers.map((it) => [it.instance, it.origin]);
  expect(origins).toEqual([
    ['8081', undefined],
    ['9101', 'sample'],
  ]);
});

test('another program in the same process is noticed within two samples; a changed title is not another program', () => {
  machine.process({ pid: 85, argv: ['bash', 'start.sh'], stackStart: '500000' });
  const monitor = watch();
  expect(monitor.sample().workers).toEqual([]);
  machine.process({ pid: 85, argv: ['vllm', 'serve', 'o/n'], stackStart: '600000' });
  monitor.sample();
  expect(monitor.sample().workers).toMatchObject([{ pid: 85, model: 'o/n' }]);
  machine.process({ pid: 85, argv: ['VLLM::APIServer'], stackStart: '600000' });
  expect(monitor.sample().workers).toMatchObject([{ pid: 85, model: 'o/n' }]);
  machine.process({ pid: 85, argv: ['sleep', '1'], stackStart: '700000' });
  expect(monitor.sample().workers).toEqual([]);
});

test('processes that end or have invalid files do not affect the others', () => {
  machine.process(server);
  for (const [pid, stat] of [
    ['90', ''],
    ['91', '91 (x'],
    ['92', '92 (x) S nonsense'],
    ['93', `93 (x) S 1 1 1 0 -1 0 0 0 0 0 ${'9'.repeat(30)} 0 0 0 20 0 1 0 5 0 0 0 0 0 0 0`],
  ]) {
    machine.file(`${pid}/stat`, `${stat}\n`);
  }
  machine.file('94/cmdline', 'vllm\0serve\0');
  machine.file('self/stat', 'not a number');
  const monitor = watch();
  expect(monitor.sample().workers).toHaveLength(1);
  machine.end(70);
  expect(monitor.sample().workers).toEqual([]);
});

test('[W2] a worker of which only the stat line can be read is still reported, and its other figures are unknown', () => {
  machine.process(server);
  for (const name of ['io', 'statm']) machine.file(`70/${name}`, 'garbage\n');
  machine.file('uptime', 'garbage\n');
  machine.file('stat', 'garbage\n');
  const { workers, node } = watch().sample();
  const not_exposed = 'not_exposed';
  const unknown = { rss_mb: not_exposed, uptime_s: not_exposed, io_r_mb_s: not_exposed };
  expect(workers).toMatchObject([{ rss_mb: 0, uptime_s: 0, unknown }]);
  expect(workers[0]).not.toHaveProperty('started_at');
  expect(node).toMatchObject({ cpu_count: 0, unknown: { cpu_count: not_exposed, cpu_pct: not_exposed } });
});

test('[W2] the age of a process with a start time in the future is unknown', () => {
  machine.process(server);
  machine.file('uptime', '60.00 10.00\n');
  const [worker] = watch().sample().workers;
  expect(worker).toMatchObject({ uptime_s: 0, unknown: { uptime_s: 'not_exposed' } });
  expect(worker).not.toHaveProperty('started_at');
});

test('close clears all state: the next sample starts over', () => {
  machine.process(server);
  const monitor = watch();
  monitor.sample();
  monitor.close();
  ms = 1000;
  expect(monitor.sample().workers).toMatchObject([{ unknown: { cpu_pct: 'first_sample' } }]);
});
