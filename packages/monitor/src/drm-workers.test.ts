import { createCheck, NodeStatsSchema, ProcessStatsSchema } from '@rbee/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  APU,
  ARC,
  addCard,
  addKfdNode,
  IRIS,
  NOUVEAU_CARD,
  openNode,
  RADEON,
  setKfdUse,
} from '../testing/fake-cards.ts';
import { amdgpu, i915, NOUVEAU, xe } from '../testing/fdinfo-texts.ts';
import { createFakeMachine, type FakeMachine } from '../testing/index.ts';
import { createFiles, type Files } from './files/index.ts';
import { createMonitor } from './index.ts';

const nodeCheck = createCheck(NodeStatsSchema);
const workerCheck = createCheck(ProcessStatsSchema);
const GIB = 1024 ** 3;
const SECOND_NS = 1_000_000_000;

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
});
afterEach(() => machine.remove());

const server = (pid: number, port: number, parent = 1) =>
  machine.process({
    pid,
    parent,
    argv: ['llama-server', '-m', '/models/llama-3.2-1b.gguf', '--port', `${port}`],
    listens: [{ port }],
  });

/** Takes samples a second apart; every one is what the wire allows. */
function monitored(files?: Files) {
  const { procRoot, cgroupRoot, sysRoot } = machine;
  let ms = 0;
  const monitor = createMonitor(
    {
      ...{ version: '1', procRoot, cgroupRoot, sysRoot, platform: 'linux', monotonicMs: () => ms },
      engines: { enabled: false },
    },
    files,
  );
  return () => {
    ms += 1000;
    const { node, workers } = monitor.sample();
    expect(nodeCheck.mismatch(node)).toBeNull();
    for (const it of workers) expect(workerCheck.mismatch(it)).toBeNull();
    return { node, workers };
  };
}

test('[W3] a worker on a card of AMD: memory and use, by card and in all', () => {
  addCard(machine, RADEON);
  server(100, 8080);
  openNode(machine, 100, 7, 'renderD128', amdgpu({ vramKib: 6 * 1024 * 1024, computeNs: 0 }));
  const sample = monitored();
  expect(sample().workers[0]?.unknown).toMatchObject({ gpu_util_pct: 'first_sample' });
  machine.file('100/fdinfo/7', amdgpu({ vramKib: 6 * 1024 * 1024, computeNs: SECOND_NS / 5 }));
  const { workers, node } = sample();
  expect(workers[0]).toMatchObject({
    instance: '8080',
    vram_mb: 6144,
    gpu_util_pct: 20,
    total_vram_mb: 24_576,
    gpus: [{ uuid: 'GPU-a1b2c3d4e5f60718', index: 0, vram_mb: 6144, util_pct: 20 }],
  });
  expect(workers[0]?.unknown).toBeUndefined();
  expect(node.gpus).toMatchObject([
    { vendor: 'amd', util_pct: 37, vram_used_mb: 8192, unattributed_vram_mb: 2048, health: [] },
  ]);
  expect(node.unknown?.['gpus']).toBeUndefined();
});

test('[W3] a worker that computes with ROCm on two cards', () => {
  for (const [minor, pci] of [
    [0, '0000:03:00.0'],
    [1, '0000:83:00.0'],
  ] as const) {
    addCard(machine, { ...RADEON, minor, pci, files: { ...RADEON.files, unique_id: `${minor}5` } });
  }
  addKfdNode(machine, { node: 1, gpuId: 11, location: 0x300 });
  addKfdNode(machine, { node: 2, gpuId: 22, location: 0x8300 });
  server(100, 8080);
  server(101, 0, 100);
  setKfdUse(machine, { pid: 100, gpuId: 11, vramBytes: 2 * GIB, occupancy: 26 });
  setKfdUse(machine, { pid: 101, gpuId: 22, vramBytes: 3 * GIB, occupancy: 13 });
  expect(monitored()().workers[0]).toMatchObject({
    vram_mb: 5120,
    gpu_util_pct: 25,
    total_vram_mb: 2 * 24_576,
    gpus: [
      { uuid: 'GPU-05', vram_mb: 2048, util_pct: 25 },
      { uuid: 'GPU-15', vram_mb: 3072, util_pct: 12.5 },
    ],
  });
});

test('[W3] a worker on graphics within a processor of AMD has memory of the machine', () => {
  addCard(machine, APU);
  server(100, 8080);
  openNode(
    machine,
    100,
    7,
    'renderD128',
    amdgpu({ pci: '0000:c4:00.0', vramKib: 1024, gttKib: 2048 * 1024 }),
  );
  const { workers, node } = monitored()();
  expect(workers[0]).toMatchObject({ vram_mb: 2049, total_vram_mb: 16_896 });
  expect(node.gpus[0]).toMatchObject({ shares_ram: true, vram_used_mb: 3328 });
});

test('[W2] a worker on a card of Intel; what its driver does not tell is unknown', () => {
  addCard(machine, ARC);
  addCard(machine, { ...IRIS, minor: 1 });
  server(100, 8080);
  openNode(machine, 100, 7, 'renderD128', xe({ vramKib: 4 * 1024 * 1024, ccs: 0, rcs: 0, total: 1000 }));
  server(101, 8081);
  openNode(machine, 101, 7, 'renderD129', i915({ pci: '0000:00:02.0' }));
  const sample = monitored();
  sample();
  machine.file('100/fdinfo/7', xe({ vramKib: 4 * 1024 * 1024, ccs: 2400, rcs: 0, total: 2000 }));
  const { workers, node } = sample();
  expect(workers[0]).toMatchObject({ vram_mb: 4096, gpu_util_pct: 60, total_vram_mb: 12_288 });
  expect(workers[1]).toMatchObject({ vram_mb: 1, unknown: { total_vram_mb: 'unified_memory' } });
  expect(node.gpus.map((it) => [it.vendor, it.index, it.unknown?.['vram_total_mb']])).toEqual([
    ['intel', 0, undefined],
    ['intel', 1, 'unified_memory'],
  ]);
});

test('[W2] a worker on a card of NVIDIA with the driver nouveau', () => {
  addCard(machine, NOUVEAU_CARD);
  server(100, 8080);
  openNode(machine, 100, 7, 'renderD128', NOUVEAU);
  const { workers, node } = monitored()();
  expect(workers[0]).toMatchObject({ vram_mb: 64, unknown: { gpu_util_pct: 'not_exposed' } });
  expect(node.gpus).toMatchObject([{ vendor: 'nvidia', pci: '0000:01:00.0' }]);
});

test('[W2] of the server of another user, which may not be read, it is not known what it uses', () => {
  addCard(machine, RADEON);
  server(100, 8080);
  openNode(machine, 100, 7, 'renderD128', amdgpu());
  server(101, 8081);
  const files = createFiles();
  const sample = monitored({
    ...files,
    names: (path) => (path.endsWith('/101/fd') ? { ok: false, refusal: 'permission' } : files.names(path)),
  });
  const [own, other] = sample().workers.toSorted((a, b) => a.pid - b.pid);
  expect(own).toMatchObject({ vram_mb: 1024 });
  expect(own?.unknown?.['vram_mb']).toBeUndefined();
  expect(other?.unknown).toMatchObject({ vram_mb: 'permission', gpu_util_pct: 'permission' });
});

test('an orphan that computes on a card and belongs to no server is a worker; one that draws is none', () => {
  addCard(machine, RADEON);
  machine.process({ pid: 100, argv: ['/opt/train/finetune', '--secret', 'x'] });
  openNode(machine, 100, 7, 'renderD128', amdgpu({ client: 1, computeNs: 5 }));
  machine.process({ pid: 101, argv: ['/usr/games/some-game'] });
  openNode(machine, 101, 7, 'renderD128', amdgpu({ client: 2, gfxNs: 5 }));
  const { workers } = monitored()();
  expect(workers.map((it) => [it.group, it.instance, it.vram_mb])).toEqual([['gpu', 'finetune', 1024]]);
});
