import { afterEach, beforeEach, expect, test } from 'vitest';
import { drmSampler, processesOf } from '../../../testing/drm-sampler.ts';
import { addCard, addKfdNode, openNode, RADEON, setKfdUse } from '../../../testing/fake-cards.ts';
import { amdgpu } from '../../../testing/fdinfo-texts.ts';
import { createFakeMachine, type FakeMachine } from '../../../testing/index.ts';
import { known, missing } from '../../figure.ts';

const GIB = 1024 ** 3;
const SECOND_NS = 1_000_000_000;

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
});
afterEach(() => machine.remove());

const MI210 = { ...RADEON, device: '0x740f' };
/** Bus 3, device 0, function 0. */
const NODE = { node: 1, gpuId: 51_234, location: 0x300 };
const uses = (cards: ReturnType<ReturnType<typeof drmSampler>['sample']>, at = 0) =>
  processesOf(cards[at]).map(({ pid, computes, vramMb, utilPct }) => [pid, computes, vramMb, utilPct]);

test('the use of a process is its share of the compute units, its memory the larger of what KFD and DRM tell', () => {
  addCard(machine, MI210);
  addKfdNode(machine, NODE);
  machine.process({ pid: 100 });
  openNode(machine, 100, 7, 'renderD128', amdgpu({ vramKib: 1024 }));
  setKfdUse(machine, { pid: 100, gpuId: 51_234, vramBytes: 4 * GIB, occupancy: 26 });
  const { sample } = drmSampler(machine);
  expect(uses(sample([100], 1000))).toEqual([[100, true, known(4096), known(25)]]);
  openNode(machine, 100, 7, 'renderD128', amdgpu({ vramKib: 5 * 1024 * 1024 }));
  expect(uses(sample([100], 2000))).toEqual([[100, true, known(5120), known(25)]]);
});

test('a process that copies to the card uses it', () => {
  addCard(machine, MI210);
  addKfdNode(machine, NODE);
  const { sample } = drmSampler(machine);
  const at = (second: number, sdmaUs: number) => {
    setKfdUse(machine, { pid: 100, gpuId: 51_234, vramBytes: GIB, occupancy: 0, sdmaUs });
    return uses(sample([100], second * 1000))[0]?.[3];
  };
  expect([at(1, 5_000_000), at(2, 5_400_000), at(3, 5_400_000)]).toEqual([known(0), known(40), known(0)]);
});

test('the only process whose use is not told has what the others leave of the use of the card', () => {
  addCard(machine, RADEON);
  addKfdNode(machine, NODE);
  machine.process({ pid: 100 });
  openNode(machine, 100, 7, 'renderD128', amdgpu({ gfxNs: SECOND_NS }));
  setKfdUse(machine, { pid: 101, gpuId: 51_234, vramBytes: 2 * GIB });
  const { sample } = drmSampler(machine);
  sample([100, 101], 1000);
  machine.file('100/fdinfo/7', amdgpu({ gfxNs: 1.07 * SECOND_NS }));
  const [drawing, rocm] = uses(sample([100, 101], 2000));
  expect(drawing?.[3]).toEqual({ ok: true, value: expect.closeTo(7) });
  expect(rocm).toEqual([101, true, known(2048), { ok: true, value: expect.closeTo(30) }]);
  setKfdUse(machine, { pid: 102, gpuId: 51_234, vramBytes: GIB });
  const both = uses(sample([100, 101, 102], 3000)).slice(1);
  expect(both.map((it) => it[3])).toEqual([missing('not_exposed'), missing('not_exposed')]);
});

test('[W2] what the others leave is not known if some of them cannot be seen', () => {
  addCard(machine, RADEON);
  addKfdNode(machine, NODE);
  setKfdUse(machine, { pid: 101, gpuId: 51_234, vramBytes: 2 * GIB });
  const { sample } = drmSampler(machine, { refused: ['/100/fd'] });
  expect(uses(sample([100, 101], 1000))).toEqual([[101, true, known(2048), missing('permission')]]);
});

test('a process is listed on the cards that it uses only: KFD lists it on all', () => {
  addCard(machine, MI210);
  addCard(machine, { ...MI210, minor: 1, pci: '0000:83:00.0' });
  addKfdNode(machine, NODE);
  addKfdNode(machine, { node: 2, gpuId: 777, location: 0x8300 });
  setKfdUse(machine, { pid: 100, gpuId: 51_234, occupancy: 0 });
  setKfdUse(machine, { pid: 100, gpuId: 777, occupancy: 104, hasQueue: true });
  const cards = drmSampler(machine).sample([100], 1000);
  expect([uses(cards, 0), uses(cards, 1)]).toEqual([[], [[100, true, known(0), known(100)]]]);
});

test('a card that is divided into partitions is one card, with the sums of its partitions', () => {
  addCard(machine, MI210);
  machine.sysLink('class/drm/renderD129', '../../devices/platform/amdgpu_xcp_0/drm/renderD129');
  machine.sysLink('devices/platform/amdgpu_xcp_0/drm/renderD129/device', '../../../../platform/amdgpu_xcp_0');
  addKfdNode(machine, { ...NODE, simds: 160 });
  addKfdNode(machine, { node: 2, gpuId: 777, location: 0x1000_0300, simds: 160 });
  addKfdNode(machine, { node: 3, gpuId: 778, location: 0x302, simds: 160 });
  machine.process({ pid: 100 });
  openNode(machine, 100, 7, 'renderD129', amdgpu());
  for (const gpuId of [51_234, 777, 778])
    setKfdUse(machine, { pid: 100, gpuId, vramBytes: GIB, occupancy: 20 });
  const cards = drmSampler(machine).sample([100], 1000);
  expect(cards).toHaveLength(1);
  expect(uses(cards)).toEqual([[100, true, known(3072), known(50)]]);
});

test('[W2] in a container with pids of its own the processes of KFD cannot be told: pid_namespace', () => {
  addCard(machine, MI210);
  addKfdNode(machine, NODE);
  setKfdUse(machine, { pid: 4000, gpuId: 51_234, vramBytes: GIB, occupancy: 1 });
  machine.process({ pid: 7 });
  openNode(machine, 7, 7, 'renderD128', amdgpu());
  machine.link('7/fd/8', '/dev/kfd');
  machine.process({ pid: 8 });
  openNode(machine, 8, 7, 'renderD128', amdgpu({ client: 5 }));
  const { sample } = drmSampler(machine, { foreignPidNamespace: true });
  expect(uses(sample([7, 8], 1000))).toEqual([
    [7, true, missing('pid_namespace'), missing('pid_namespace')],
    [8, false, known(1024), known(0)],
  ]);
});

test('a ROCm process whose descriptors may not be read is known from KFD, on the cards that it does not use, too', () => {
  addCard(machine, MI210);
  addCard(machine, { ...MI210, minor: 1, pci: '0000:83:00.0' });
  addKfdNode(machine, NODE);
  addKfdNode(machine, { node: 2, gpuId: 777, location: 0x8300 });
  setKfdUse(machine, { pid: 100, gpuId: 51_234, vramBytes: GIB, occupancy: 13 });
  setKfdUse(machine, { pid: 100, gpuId: 777 });
  machine.process({ pid: 100 });
  const cards = drmSampler(machine, { refused: ['/100/fd'] }).sample([100], 1000);
  expect(cards.map((it) => it.refused)).toEqual([undefined, undefined]);
  expect(uses(cards)).toEqual([[100, true, known(1024), known(12.5)]]);
});

test('[W2] a figure of KFD that cannot be read is unknown, and its process stays on the card', () => {
  addCard(machine, MI210);
  addKfdNode(machine, NODE);
  setKfdUse(machine, { pid: 100, gpuId: 51_234, vramBytes: GIB, occupancy: 13 });
  machine.sysFile('class/kfd/kfd/proc/100/vram_51234', 'garbage\n');
  machine.sysFile('class/kfd/kfd/proc/100/stats_51234/cu_occupancy', '-1\n');
  const cards = drmSampler(machine).sample([100], 1000);
  expect(uses(cards)).toEqual([[100, true, missing('driver_error'), missing('driver_error')]]);
});

test('[W2] while KFD does not list its processes, those of a card are not known', () => {
  addCard(machine, MI210);
  addKfdNode(machine, NODE);
  setKfdUse(machine, { pid: 100, gpuId: 51_234, vramBytes: GIB });
  const cardOf = (view: Parameters<typeof drmSampler>[1]) => drmSampler(machine, view).sample([100], 1000)[0];
  expect(cardOf({ refused: ['/kfd/kfd/proc'] })).toMatchObject({
    usedMb: known(8192),
    processes: missing('permission'),
  });
  machine.removeSys('class/kfd/kfd/proc');
  expect(cardOf({})?.processes).toEqual({ ok: true, value: [] });
});
