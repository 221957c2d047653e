import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { drmSampler, processesOf } from '../../../testing/drm-sampler.ts';
import { ARC, addCard, IRIS, NOUVEAU_CARD, openNode } from '../../../testing/fake-cards.ts';
import { i915, NOUVEAU, xe } from '../../../testing/fdinfo-texts.ts';
import { createFakeMachine, type FakeMachine } from '../../../testing/index.ts';
import { known, missing } from '../../figure.ts';

const SECOND_NS = 1_000_000_000;
const GIB = 1024 ** 3;

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
});
afterEach(() => machine.remove());

const open = (pid: number, text: string, node = 'renderD128') => {
  machine.process({ pid });
  openNode(machine, pid, 7, node, text);
};

describe('a graphics card with xe', () => {
  test('its figures: use and memory are the sums over its clients', () => {
    const place = addCard(machine, ARC);
    open(100, xe({ client: 1, vramKib: 1024 * 1024, ccs: 0, rcs: 0, total: 1000 }));
    open(101, xe({ client: 2, vramKib: 512 * 1024, ccs: 0, rcs: 0, total: 1000 }));
    const { sample } = drmSampler(machine);
    expect(sample([100, 101], 1000)[0]).toMatchObject({
      utilPct: missing('first_sample'),
      usedMb: known(1536),
    });
    open(100, xe({ client: 1, vramKib: 1024 * 1024, ccs: 2000, rcs: 0, total: 2000 }));
    open(101, xe({ client: 2, vramKib: 512 * 1024, ccs: 800, rcs: 100, total: 2000 }));
    machine.sysFile(`${place.device}/hwmon/hwmon5/energy1_input`, `${1_000_000_000 + 150_000_000}\n`);
    const [card] = sample([100, 101], 2000);
    expect(card).toMatchObject({
      uuid: 'pci-0000:03:00.0',
      vendor: 'intel',
      name: 'Intel GPU 0xe20b',
      utilPct: known(70),
      usedMb: known(1536),
      totalMb: known(12_288),
      details: {
        pci: '0000:03:00.0',
        temp_c: 52,
        power_w: 150,
        power_limit_w: 190,
        clock_mhz: 2850,
        health: ['power_limit'],
      },
    });
    expect(processesOf(card).map((it) => [it.pid, it.computes, it.utilPct, it.vramMb])).toEqual([
      [100, true, known(50), known(1024)],
      [101, true, known(20), known(512)],
    ]);
  });

  test('a counter of energy that started over gives no power', () => {
    const place = addCard(machine, ARC);
    const { sample } = drmSampler(machine);
    const power = (second: number, microjoules: number) => {
      machine.sysFile(`${place.device}/hwmon/hwmon5/energy1_input`, `${microjoules}\n`);
      return sample([], second * 1000)[0]?.details.power_w;
    };
    expect([power(1, 9_000_000), power(2, 1_000_000), power(4, 61_000_000), power(5, 9e15)]).toEqual([
      undefined,
      undefined,
      30,
      undefined,
    ]);
  });

  test('several tiles have the sum of their memory', () => {
    addCard(machine, { ...ARC, files: { ...ARC.files, 'tile1/physical_vram_size_bytes': `${4 * GIB}` } });
    expect(drmSampler(machine).sample([], 0)[0]?.totalMb).toEqual(known(16_384));
  });

  test('[W2] asleep it is not woken by its clients: what they use is asleep', () => {
    const place = addCard(machine, ARC);
    machine.sysFile(`${place.device}/power/runtime_status`, 'suspended\n');
    open(100, xe());
    const { sample, touched } = drmSampler(machine);
    const [card] = sample([100], 0);
    expect(card).toMatchObject({
      utilPct: missing('asleep'),
      usedMb: missing('asleep'),
      totalMb: known(12_288),
    });
    expect(processesOf(card)).toEqual([
      { pid: 100, computes: false, vramMb: missing('asleep'), utilPct: missing('asleep') },
    ]);
    expect(touched(/fdinfo|hwmon|freq0/)).toEqual([]);
  });

  test('[W2] a sum over clients is not known if processes are hidden or those of a container alone', () => {
    addCard(machine, ARC);
    open(100, xe({ vramKib: 1024 }));
    const cardOf = (view: Parameters<typeof drmSampler>[1]) => drmSampler(machine, view).sample([100], 0)[0];
    for (const [view, reason] of [
      [{ hidesProcesses: true }, 'permission'],
      [{ foreignPidNamespace: true }, 'pid_namespace'],
    ] as const) {
      expect(cardOf(view)).toMatchObject({ utilPct: missing(reason), usedMb: missing(reason) });
      expect(processesOf(cardOf(view))).toMatchObject([{ pid: 100, vramMb: known(1) }]);
    }
  });

  test('a process that opens an idle card while it is left alone is read at once', () => {
    const runtime = { 'power/control': 'auto', 'power/autosuspend_delay_ms': '1000' };
    addCard(machine, { ...ARC, files: { ...ARC.files, ...runtime } });
    const { sample } = drmSampler(machine);
    for (const atMs of [0, 1000]) sample([], atMs);
    open(100, xe({ vramKib: 1024 }));
    const [card] = sample([100], 2000);
    expect(processesOf(card)).toMatchObject([
      { pid: 100, vramMb: known(1), utilPct: missing('first_sample') },
    ]);
    expect(card?.usedMb).toEqual(known(1));
  });

  test('idle it is left alone with its clients, whose memory stays known', () => {
    const runtime = { 'power/control': 'auto', 'power/autosuspend_delay_ms': '1000' };
    addCard(machine, { ...ARC, files: { ...ARC.files, ...runtime } });
    open(100, xe({ total: 1000 }));
    const { sample, touched } = drmSampler(machine);
    const held = Array.from({ length: 6 }, (_, second) => processesOf(sample([100], second * 1000)[0])[0]);
    expect(new Set(held.map((it) => it?.vramMb.ok))).toEqual(new Set([true]));
    expect(touched(/fdinfo/).length).toBeLessThan(5);
  });
});

describe('i915', () => {
  test('integrated graphics share the memory of the machine, whose size is not a limit of theirs', () => {
    addCard(machine, IRIS);
    const text = i915({ pci: '0000:00:02.0', renderNs: 0 }).replace(/^drm-\S+-local0.*\n/gm, '');
    open(100, text);
    const { sample } = drmSampler(machine);
    sample([100], 1000);
    machine.file('100/fdinfo/7', text.replace('render:\t0 ns', `render:\t${SECOND_NS / 4} ns`));
    const [card] = sample([100], 2000);
    expect(card).toMatchObject({
      utilPct: known(25),
      usedMb: known(1),
      totalMb: missing('unified_memory'),
      details: { pci: '0000:00:02.0', shares_ram: true, clock_mhz: 650 },
    });
    expect(card?.details.health).toBeUndefined();
    expect(processesOf(card)).toEqual([{ pid: 100, computes: false, vramMb: known(1), utilPct: known(25) }]);
  });

  test('a graphics card has memory of its own, whose size the driver does not tell', () => {
    addCard(machine, { ...IRIS, pci: '0000:03:00.0', bridges: ['0000:00:01.0'], device: '0x56a0' });
    open(100, i915({ computeNs: 20 * SECOND_NS }));
    const [card] = drmSampler(machine).sample([100], 1000);
    expect(card).toMatchObject({ usedMb: known(512), totalMb: missing('not_exposed') });
    expect(card?.details.shares_ram).toBeUndefined();
    expect(processesOf(card)[0]).toMatchObject({ computes: true, vramMb: known(512) });
  });

  test('[N1] the reasons for which the hardware slows down', () => {
    const reasons = {
      pl1: '0',
      pl2: '0',
      pl4: '0',
      thermal: '1',
      prochot: '1',
      ratl: '0',
      vr_thermalert: '0',
      vr_tdc: '0',
    };
    const files = Object.fromEntries(
      Object.entries(reasons).map(([name, it]) => [`gt/gt0/throttle_reason_${name}`, it]),
    );
    addCard(machine, { ...IRIS, cardFiles: { ...IRIS.cardFiles, ...files } });
    expect(drmSampler(machine).sample([], 0)[0]?.details.health).toEqual(['thermal', 'hardware_slowdown']);
  });

  test('[W2] a kernel that tells the time of engines and no memory', () => {
    addCard(machine, IRIS);
    open(
      100,
      i915({ pci: '0000:00:02.0' }).replace(/^drm-(?:total|resident|shared|active|purgeable)-.*\n/gm, ''),
    );
    const [card] = drmSampler(machine).sample([100], 0);
    expect(processesOf(card)[0]?.vramMb).toEqual(missing('not_exposed'));
    expect(card?.usedMb).toEqual(missing('not_exposed'));
  });
});

describe('nouveau', () => {
  test('a card of NVIDIA without its own driver: sensors, and the memory of its clients', () => {
    addCard(machine, NOUVEAU_CARD);
    open(100, NOUVEAU);
    const [card] = drmSampler(machine).sample([100], 0);
    expect(card).toMatchObject({
      vendor: 'nvidia',
      name: 'NVIDIA GPU 0x1b80',
      utilPct: missing('not_exposed'),
      usedMb: missing('not_exposed'),
      details: { pci: '0000:01:00.0', temp_c: 37, fan_pct: 20 },
    });
    expect(card?.details.health).toBeUndefined();
    expect(processesOf(card)).toEqual([
      { pid: 100, computes: false, vramMb: known(64), utilPct: missing('not_exposed') },
    ]);
  });
});

test('each vendor has the cards of its own, numbered for themselves', () => {
  addCard(machine, IRIS);
  addCard(machine, { ...ARC, minor: 1 });
  addCard(machine, { ...NOUVEAU_CARD, minor: 2 });
  const cards = drmSampler(machine).sample([], 0);
  expect(cards.map((it) => [it.vendor, it.index, it.details.pci])).toEqual([
    ['intel', 0, '0000:00:02.0'],
    ['intel', 1, '0000:03:00.0'],
    ['nvidia', 0, '0000:01:00.0'],
  ]);
});
