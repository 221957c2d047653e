import { createCheck, HeartbeatSchema } from '@rbee/contract';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  aGpuCard,
  aGpuProcess,
  aGpuReader,
  createFakeMachine,
  type FakeMachine,
  plantPciDevice,
} from '../testing/index.ts';
import { createMonitor } from './create-monitor.ts';
import { known, missing } from './figure.ts';
import type { GpuCard } from './gpu-reader.ts';

const heartbeat = createCheck(HeartbeatSchema);

let machine: FakeMachine;
let cards: readonly GpuCard[] = [];
beforeEach(() => {
  machine = createFakeMachine();
  cards = [];
});
afterEach(() => machine.remove());

const watch = (told: () => readonly GpuCard[] | null = () => cards) => {
  const { procRoot, sysRoot, cgroupRoot } = machine;
  const gpuReaders = [aGpuReader(told)];
  const monitor = createMonitor({
    version: '1',
    procRoot,
    sysRoot,
    cgroupRoot,
    platform: 'linux',
    gpuReaders,
  });
  return () => {
    const sample = monitor.sample();
    expect(heartbeat.mismatch({ hive_id: 'h', ...sample })).toBeNull();
    return sample;
  };
};
const namesIn = ({ workers }: ReturnType<ReturnType<typeof watch>>) =>
  workers.map((it) => [it.instance, it.pid, it.unknown?.['instance'] ?? 'known']);
const python = (pid: number, script: string, more: object = {}) =>
  machine.process({ pid, argv: ['python3', `/home/u/${script}`, '--token', 'x'], startTicks: pid, ...more });
const holding = (...pids: number[]) => [aGpuCard(pids.map((pid) => aGpuProcess(pid)))];

test('[W3] a worker has its GPUs, and the machine the rest of their memory', () => {
  machine.process({ pid: 70, argv: ['vllm', 'serve', 'o/n'] });
  machine.process({ pid: 71, parent: 70, argv: ['VLLM::Worker_TP0'] });
  machine.process({ pid: 72, parent: 70, argv: ['VLLM::Worker_TP1'] });
  cards = [
    aGpuCard([aGpuProcess(71, { vramMb: known(7000), utilPct: known(30) })]),
    aGpuCard([aGpuProcess(72, { vramMb: known(6500), utilPct: missing('mig') })], {
      uuid: 'GPU-2',
      index: 1,
    }),
  ];
  const { workers, node } = watch()();
  expect(workers).toMatchObject([
    {
      pid: 70,
      gpu_util_pct: 0,
      vram_mb: 13_500,
      total_vram_mb: 49_152,
      unknown: { gpu_util_pct: 'mig' },
      gpus: [
        { uuid: 'GPU-1', index: 0, vram_mb: 7000, util_pct: 30 },
        { uuid: 'GPU-2', index: 1, vram_mb: 6500, util_pct: 0, unknown: { util_pct: 'mig' } },
      ],
    },
  ]);
  expect(node.gpus.map((it) => it.unattributed_vram_mb)).toEqual([1192, 1692]);
});

test('[W5] a model with processes of its own has their GPU memory', () => {
  machine.process({ pid: 70, argv: ['ollama', 'serve'] });
  for (const [pid, model] of [
    [71, '/m/one.gguf'],
    [72, '/m/two.gguf'],
  ] as const) {
    const argv = ['ollama', 'runner', '--model', model, '--port', `${pid}`];
    machine.process({ pid, parent: 70, startTicks: pid + 2000, argv });
  }
  cards = [
    aGpuCard([aGpuProcess(71, { vramMb: known(3000) }), aGpuProcess(72, { vramMb: missing('permission') })]),
  ];
  expect(watch()().workers[0]).toMatchObject({
    unknown: { vram_mb: 'permission' },
    models: [
      { name: 'one', vram_mb: 3000 },
      { name: 'two', vram_mb: 0, unknown: { vram_mb: 'permission' } },
    ],
  });
});

test('[W2] if the pids of a driver are those of another namespace, no worker is said to use a GPU, or not to', () => {
  machine.process({ pid: 70, argv: ['vllm', 'serve', 'o/n'] });
  cards = [aGpuCard([], { processes: missing('pid_namespace') })];
  const { workers, node } = watch()();
  const foreign = 'pid_namespace';
  expect(workers[0]).toMatchObject({
    unknown: { gpu_util_pct: foreign, vram_mb: foreign, total_vram_mb: foreign },
  });
  expect(node.gpus[0]).toMatchObject({ vram_used_mb: 8192 });
  expect(node.gpus[0]).not.toHaveProperty('unattributed_vram_mb');
});

test('[W3] a GPU worker is named after its program, shows no arguments, and is no server', () => {
  python(70, 'train.py', { listens: [{ port: 6006 }] });
  machine.process({ pid: 71, argv: ['/opt/render --key=abc'], command: 'render' });
  cards = holding(70, 71);
  const sample = watch()();
  expect(namesIn(sample)).toEqual([
    ['render', 71, 'known'],
    ['train.py', 70, 'known'],
  ]);
  expect(sample.workers.every((it) => it.group === 'gpu' && it.serves === false)).toBe(true);
  expect(JSON.stringify(sample)).not.toMatch(/token|abc/);
});

test('a launcher of ranks is named after what it launched', () => {
  const torchrun = ['/usr/bin/python3', '/usr/local/bin/torchrun', '--nproc-per-node', '2', 'train.py'];
  machine.process({ pid: 70, argv: torchrun, startTicks: 70 });
  for (const pid of [71, 72]) python(pid, 'train.py', { parent: 70 });
  cards = holding(71, 72);
  expect(namesIn(watch()())).toEqual([['train.py', 70, 'known']]);
});

const aHolder = fc.record({ pid: fc.integer({ min: 70, max: 76 }), computes: fc.boolean() });
const aCard = fc.record({
  nth: fc.nat(2),
  holders: fc.option(fc.uniqueArray(aHolder, { selector: (it) => it.pid, maxLength: 6 })),
});
const aDriver = fc.option(fc.array(aCard, { maxLength: 3 }));

test('[W2] whatever drivers tell from sample to sample, heartbeats are valid and no worker is renamed', () => {
  for (const pid of [70, 71, 72]) python(pid, 'app.py');
  machine.process({ pid: 73, parent: 72, startTicks: 73, argv: ['python3', 'app.py'] });
  machine.process({ pid: 74, argv: ['vllm', 'serve', 'o/n'] });
  machine.process({ pid: 75, parent: 74, startTicks: 2000, argv: ['VLLM::EngineCore'] });
  const property = fc.property(fc.array(aDriver, { minLength: 3, maxLength: 6 }), (drivers) => {
    let said: readonly GpuCard[] | null = [];
    const sample = watch(() => said);
    let before = new Map<number, string>();
    for (const told of drivers) {
      said = told?.map(({ nth, holders }) => toldCard(nth, holders)) ?? null;
      const names = new Map(sample().workers.map((it) => [it.pid, `${it.group}/${it.instance}`]));
      for (const [pid, name] of names) expect(before.get(pid) ?? name).toBe(name);
      before = names;
    }
  });
  fc.assert(property, { numRuns: 60 });
});

const toldCard = (nth: number, holders: readonly { pid: number; computes: boolean }[] | null): GpuCard =>
  aGpuCard([], {
    uuid: `GPU-${nth}`,
    index: nth,
    processes: holders
      ? { ok: true, value: holders.map(({ pid, computes }) => aGpuProcess(pid, { computes })) }
      : missing('driver_error'),
  });

test('of GPU workers with one name the second is told by what a restart does not change, else by its pid', () => {
  const inUnit = (name: string) => ({ files: { cgroup: `0::/system.slice/${name}.service\n` } });
  python(70, 'app.py', inUnit('chat'));
  python(71, 'app.py', { listens: [{ port: 5001 }] });
  python(72, 'app.py');
  cards = holding(70, 71, 72);
  const sample = watch();
  expect(namesIn(sample())).toEqual([
    ['app.py', 72, 'known'],
    ['app.py-5001', 71, 'known'],
    ['app.py-chat', 70, 'known'],
  ]);
  machine.end(70);
  python(80, 'app.py', inUnit('chat'));
  python(81, 'app.py');
  cards = holding(71, 72, 80, 81);
  expect(namesIn(sample())).toEqual([
    ['app.py', 72, 'known'],
    ['app.py-5001', 71, 'known'],
    ['app.py-81', 81, 'known'],
    ['app.py-chat', 80, 'known'],
  ]);
});

test('a GPU worker keeps its name while it runs, and goes when it lets go of the GPU', () => {
  python(70, 'train.py');
  cards = holding(70);
  const sample = watch();
  expect(namesIn(sample())).toEqual([['train.py', 70, 'known']]);
  python(70, 'other.py');
  expect(namesIn(sample())).toEqual([['train.py', 70, 'known']]);
  cards = [aGpuCard()];
  expect(sample().workers).toEqual([]);
});

test('[W2] a GPU worker stays while the driver does not tell who uses its GPU, and its figures are unknown', () => {
  python(70, 'train.py');
  python(71, 'other.py');
  cards = holding(70, 71);
  const sample = watch();
  sample();
  cards = [aGpuCard([], { processes: missing('timeout') })];
  expect(sample().workers).toMatchObject([
    { instance: 'other.py', unknown: { vram_mb: 'timeout', gpu_util_pct: 'timeout' } },
    { instance: 'train.py', unknown: { vram_mb: 'timeout' } },
  ]);
  machine.end(71);
  python(71, 'other.py', { startTicks: 5000 });
  expect(sample().workers.map((it) => it.pid)).toEqual([70]);
  cards = holding();
  expect(sample().workers).toEqual([]);
});

test('[N1] on a machine with a GPU that no reader gives, the GPUs and the figures of workers are unknown', () => {
  machine.process({ pid: 70, argv: ['vllm', 'serve', 'o/n'] });
  const { procRoot, sysRoot, cgroupRoot } = machine;
  plantPciDevice(sysRoot, '0000:65:00.0', { kind: '0x030000', vendor: '0x10de' });
  const monitor = createMonitor({ version: '1', procRoot, sysRoot, cgroupRoot, platform: 'linux' });
  const { workers, node } = monitor.sample();
  expect(node.unknown).toMatchObject({ gpus: 'driver_unsupported' });
  expect(workers[0]?.unknown).toMatchObject({ vram_mb: 'driver_unsupported' });
});

test('a diagnosis waits for a driver that has not answered yet, and leaves readers of the caller open', async () => {
  let asked = 0;
  const closed: string[] = [];
  const late = aGpuReader(() => [], {
    prepare: async () => {
      asked += 1;
    },
    read: () => (asked < 2 ? missing('timeout') : { ok: true, value: [aGpuCard()] }),
    close: () => closed.push('closed'),
  });
  const { procRoot, sysRoot, cgroupRoot } = machine;
  const options = {
    version: '1',
    procRoot,
    sysRoot,
    cgroupRoot,
    platform: 'linux',
    gpuReaders: [late],
  } as const;
  const findings = await createMonitor(options).diagnose();
  expect(findings.find((it) => it.id === 'gpus')?.detail).toBe('1 GPU can be read.');
  expect(closed).toEqual([]);
});
