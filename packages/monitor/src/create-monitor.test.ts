import { createCheck, HeartbeatSchema } from '@rbee/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { captured, createFakeMachine, type FakeMachine } from '../testing/index.ts';
import { createMonitor, type Sample } from './index.ts';

const heartbeat = createCheck(HeartbeatSchema);
const MIB = 1024 * 1024;

/** Boot time and uptime in the captured files. */
const BOOT_S = Number(/btime (\d+)/.exec(captured('machine-stat.txt'))?.[1]);
const UPTIME_S = Number.parseFloat(captured('machine-uptime.txt'));

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
    sysRoot: machine.sysRoot,
    cgroupRoot: machine.cgroupRoot,
    engines: { enabled: false },
    platform: 'linux',
    monotonicMs: () => ms,
    nowMs: () => (BOOT_S + UPTIME_S) * 1000 + ms,
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
  const sample = watch().sample();
  expect(sample.timestamp).toBe(new Date((BOOT_S + UPTIME_S) * 1000).toISOString());
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
      rss_shared_mb: 1,
      pids: 2,
      started_at: new Date((BOOT_S + 100) * 1000).toISOString(),
      unknown: {
        cpu_pct: 'first_sample',
        io_r_mb_s: 'first_sample',
        io_w_mb_s: 'first_sample',
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
  machine.process({
    pid: 90,
    parent: 70,
    argv: ['rank'],
    cpuTicks: 100,
    startTicks: 242_000,
    readBytes: MIB,
  });
  const [worker] = monitor.sample().workers;
  expect(worker).toMatchObject({ cpu_pct: 125, io_r_mb_s: 2, io_w_mb_s: 0.5, pids: 2 });
  expect(worker?.unknown).toBeUndefined();
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

test('[W4] a worker that began since the previous sample has the rates of what its processes have used', () => {
  const monitor = watch();
  monitor.sample();
  ms = 2000;
  const child = { pid: 71, parent: 70, argv: ['rank'], startTicks: 242_010, cpuTicks: 20, readBytes: MIB };
  machine.process({ ...server, startTicks: 242_000, cpuTicks: 30, readBytes: 7 * MIB });
  machine.process(child);
  expect(monitor.sample().workers).toMatchObject([{ cpu_pct: 25, io_r_mb_s: 4, io_w_mb_s: 0 }]);
  ms = 3000;
  machine.process({ ...child, cpuTicks: 70 });
  expect(monitor.sample().workers).toMatchObject([{ cpu_pct: 50, io_r_mb_s: 0 }]);
});

test('[W4] the first sample of the hive has no rates, also of a young worker', () => {
  machine.process({ ...server, startTicks: 241_870, cpuTicks: 5 });
  expect(watch().sample().workers).toMatchObject([{ cpu_pct: 0, unknown: { cpu_pct: 'first_sample' } }]);
});

test('[W4] in a cgroup that is older than its worker, the first rates are those of the processes', () => {
  machine.cgroup('.', { 'cgroup.controllers': 'cpu io\n' });
  const cgroup = (pids: string, microseconds: number, bytes: number) =>
    machine.cgroup('rbee.slice/chat/one', {
      'cgroup.procs': pids,
      'cpu.stat': `usage_usec ${microseconds}\n`,
      'io.stat': `8:0 rbytes=${bytes} wbytes=0\n`,
    });
  cgroup('', 60_000_000, 900 * MIB);
  const monitor = watch();
  monitor.sample();
  ms = 1000;
  machine.process({ ...server, startTicks: 241_900, cpuTicks: 40, readBytes: 3 * MIB });
  cgroup('70\n', 60_400_000, 903 * MIB);
  expect(monitor.sample().workers).toMatchObject([{ instance: 'one', cpu_pct: 40, io_r_mb_s: 3 }]);
  ms = 2000;
  cgroup('70\n', 60_900_000, 903 * MIB);
  expect(monitor.sample().workers).toMatchObject([{ instance: 'one', cpu_pct: 50, io_r_mb_s: 0 }]);
});

test('[W4] a restart in a cgroup that was created anew has rates at once', () => {
  machine.cgroup('.', { 'cgroup.controllers': 'cpu io\n' });
  const cgroup = (pid: number, microseconds: number) =>
    machine.cgroup('rbee.slice/chat/one', {
      'cgroup.procs': `${pid}\n`,
      'cpu.stat': `usage_usec ${microseconds}\n`,
    });
  machine.process(server);
  cgroup(70, 50_000_000);
  const monitor = watch();
  monitor.sample();
  machine.end(70);
  machine.process({ ...server, pid: 90, startTicks: 241_900, cpuTicks: 30 });
  cgroup(90, 300_000);
  ms = 1000;
  expect(monitor.sample().workers).toMatchObject([{ pid: 90, cpu_pct: 30 }]);
  cgroup(90, 500_000);
  ms = 2000;
  expect(monitor.sample().workers).toMatchObject([{ pid: 90, cpu_pct: 20 }]);
});

test('[W1] a script that runs one command after the other stays the root of its worker, and its rates go on', () => {
  machine.cgroup('.', { 'cgroup.controllers': 'cpu io\n' });
  machine.process({ pid: 80, argv: ['bash', 'batch.sh'], startTicks: 9000 });
  const monitor = watch();
  const step = (second: number) => {
    ms = second * 1000;
    const pid = 100 + second;
    machine.process({ pid, parent: 80, argv: ['timeout', '5', 'job'], startTicks: 241_880 + second * 100 });
    machine.cgroup('rbee.slice/chat/job', {
      'cgroup.procs': `80\n${pid}\n`,
      'cpu.stat': `usage_usec ${second * 700_000}\n`,
    });
    const [worker] = monitor.sample().workers;
    machine.end(pid);
    return [worker?.pid, worker?.cpu_pct];
  };
  expect([1, 2, 3, 4].map(step)).toEqual([
    [80, 0],
    [80, 70],
    [80, 70],
    [80, 70],
  ]);
});

test('a server whose first thread has ended is reported with the memory of its other threads', () => {
  machine.process({ ...server, state: 'Z', threads: 2, residentPages: 0 });
  machine.file('70/cmdline', '');
  machine.file('70/task/70/statm', '0 0 0 0 0 0 0\n');
  machine.file('70/task/77/statm', '9000 512 100 10 0 500 0\n');
  machine.file('70/task/77/cmdline', server.argv.join('\0').concat('\0'));
  expect(watch().sample().workers).toMatchObject([{ pid: 70, instance: '8081', model: 'a', rss_mb: 2 }]);
});

test('a server whose first thread ends stays the same worker', () => {
  machine.process(server);
  const monitor = watch();
  monitor.sample();
  machine.process({ ...server, state: 'Z', threads: 2, residentPages: 0, stackStart: '0' });
  machine.file('70/cmdline', '');
  machine.file('70/task/77/statm', '9000 512 100 10 0 500 0\n');
  ms = 1000;
  expect(monitor.sample().workers).toMatchObject([{ pid: 70, instance: '8081', model: 'a', rss_mb: 2 }]);
});

test('[W3] in a container with an uptime of its own, start and age are those of the machine', () => {
  machine.process(server);
  machine.file('uptime', '60.00 10.00\n');
  const [worker] = watch().sample().workers;
  expect(worker).toMatchObject({ uptime_s: 2318, started_at: new Date((BOOT_S + 100) * 1000).toISOString() });
});

test('[W3] a step of the wall clock changes no age', () => {
  machine.process(server);
  const { procRoot, sysRoot, cgroupRoot } = machine;
  let stepS = 0;
  const monitor = createMonitor({
    version: '1',
    procRoot,
    sysRoot,
    cgroupRoot,
    platform: 'linux',
    nowMs: () => (BOOT_S + UPTIME_S + stepS) * 1000,
  });
  const before = monitor.sample().workers[0];
  stepS = -7200;
  machine.file('stat', captured('machine-stat.txt').replace(`btime ${BOOT_S}`, `btime ${BOOT_S + stepS}`));
  const after = monitor.sample().workers[0];
  expect(after?.uptime_s).toBe(before?.uptime_s);
  expect(Date.parse(after?.started_at ?? '')).toBe(Date.parse(before?.started_at ?? '') + stepS * 1000);
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
  machine.process({ ...server, startTicks: 250_000 });
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
