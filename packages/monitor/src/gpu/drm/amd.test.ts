import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { drmSampler, processesOf } from '../../../testing/drm-sampler.ts';
import { APU, addCard, openNode, type PlacedCard, RADEON } from '../../../testing/fake-cards.ts';
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

const setFile = (place: PlacedCard, name: string, text: string) =>
  machine.sysFile(`${place.device}/${name}`, `${text}\n`);

describe('a graphics card', () => {
  test('its figures are those of its files, each in the unit of the wire', () => {
    addCard(machine, RADEON);
    expect(drmSampler(machine).sample([], 1000)).toEqual([
      {
        uuid: 'GPU-a1b2c3d4e5f60718',
        index: 0,
        vendor: 'amd',
        name: 'AMD GPU 0x744c',
        utilPct: known(37),
        usedMb: known(8192),
        totalMb: known(24_576),
        details: {
          pci: '0000:03:00.0',
          temp_c: 48,
          power_w: 187,
          power_limit_w: 315,
          clock_mhz: 2304,
          memory_clock_mhz: 1249,
          fan_pct: 40,
          pcie_generation: 4,
          pcie_width: 16,
          health: [],
        },
        processes: { ok: true, value: [] },
      },
    ]);
  });

  test('its name is that of its driver, else that of the PCI ID database', () => {
    machine.sysFile(
      'pci.ids',
      '# PCI\n1001  Other\n\t744c  Wrong\n1002  Advanced Micro Devices, Inc. [AMD/ATI]\n\t744b  Navi 31\n\t744c  Navi 31 [Radeon RX 7900 XTX]\n\t\t1002 0e3b  Board\n1003  ULSI\n\t744d  Wrong\nC 03  Display controller\n',
    );
    addCard(machine, RADEON);
    addCard(machine, { ...RADEON, minor: 1, pci: '0000:0a:00.0', device: '0x744d' });
    const named = { ...RADEON.files, product_name: 'AMD Instinct MI210' };
    addCard(machine, { ...RADEON, minor: 2, pci: '0000:0b:00.0', files: named });
    const names = drmSampler(machine)
      .sample([], 1000)
      .map((it) => it.name);
    expect(names).toEqual(['AMD Radeon RX 7900 XTX', 'AMD GPU 0x744d', 'AMD Instinct MI210']);
  });

  test('cards of one vendor are numbered in the order of their devices, and a card without an id is known by its place', () => {
    const files = { ...RADEON.files, unique_id: '0' };
    addCard(machine, { ...RADEON, minor: 10, pci: '0000:0a:00.0', files });
    addCard(machine, { ...RADEON, minor: 2, pci: '0000:4b:00.0', files });
    const cards = drmSampler(machine).sample([], 1000);
    expect(cards.map((it) => [it.index, it.uuid])).toEqual([
      [0, 'pci-0000:4b:00.0'],
      [1, 'pci-0000:0a:00.0'],
    ]);
  });

  test('its link is that of its own switch to the machine, not that within the card', () => {
    const bridges = ['0000:00:01.1', '0000:01:00.0', '0000:02:00.0'];
    const place = addCard(machine, { ...RADEON, bridges });
    const switches = [
      ['0000:00:01.1', '0x1022', '16.0 GT/s PCIe', '16'],
      ['0000:01:00.0', '0x1002', '8.0 GT/s PCIe', '4'],
      ['0000:02:00.0', '0x1002', '16.0 GT/s PCIe', '16'],
    ] as const;
    for (const [pci, vendor, speed, width] of switches) {
      machine.sysFile(`bus/pci/devices/${pci}/vendor`, `${vendor}\n`);
      machine.sysFile(`bus/pci/devices/${pci}/current_link_speed`, `${speed}\n`);
      machine.sysFile(`bus/pci/devices/${pci}/current_link_width`, `${width}\n`);
    }
    const { sample } = drmSampler(machine);
    expect(sample([], 0)[0]?.details).toMatchObject({ pcie_generation: 3, pcie_width: 4 });
    setFile(place, 'current_link_speed', 'Unknown');
    machine.sysFile('bus/pci/devices/0000:01:00.0/current_link_speed', 'Unknown\n');
    expect(sample([], 10_000)[0]?.details.pcie_generation).toBeUndefined();
  });
});

describe('the sensors of a graphics card', () => {
  test('[N1] its health: a temperature at its limit, errors of its memory, a slow-down that its table tells', () => {
    const place = addCard(machine, RADEON);
    const { sample } = drmSampler(machine);
    const health = (atMs: number) => sample([], atMs)[0]?.details.health;
    expect(health(0)).toEqual([]);
    setFile(place, 'hwmon/hwmon4/temp2_input', '110000');
    expect(health(1000)).toEqual(['thermal']);
    setFile(place, 'ras/umc_err_count', 'ue: 1\nce: 0');
    expect(health(60_000)).toEqual(['thermal', 'ecc_errors']);
    const table = new Uint8Array(120);
    table.set([120, 0, 1, 3]);
    table[112] = 1;
    machine.sysFile(`${place.device}/gpu_metrics`, table);
    expect(health(61_000)).toEqual(['power_limit', 'thermal', 'ecc_errors']);
  });

  test('the card was used at least as much as by its processes: its own figure is of a moment', () => {
    addCard(machine, RADEON);
    machine.process({ pid: 100 });
    openNode(machine, 100, 7, 'renderD128', amdgpu({ computeNs: 0 }));
    const { sample } = drmSampler(machine);
    expect(sample([100], 1000)[0]?.utilPct).toEqual(known(37));
    machine.file('100/fdinfo/7', amdgpu({ computeNs: 0.6 * SECOND_NS }));
    expect(sample([100], 2000)[0]?.utilPct).toEqual(known(60));
  });

  test('sensors that have another directory, because the driver was loaded again, are found', () => {
    const place = addCard(machine, RADEON);
    const { sample } = drmSampler(machine);
    sample([], 0);
    machine.removeSys(`${place.device}/hwmon`);
    setFile(place, 'hwmon/hwmon9/temp1_input', '33000');
    expect(sample([], 10_000)[0]?.details.temp_c).toBe(33);
  });

  test('[W2] a figure that it does not have is unknown, an optional one absent', () => {
    addCard(machine, { ...RADEON, files: { mem_info_vram_total: `${24 * GIB}` } });
    const [card] = drmSampler(machine).sample([], 1000);
    expect(card).toMatchObject({ utilPct: missing('not_exposed'), usedMb: missing('not_exposed') });
    expect(card?.details).toEqual({ pci: '0000:03:00.0' });
  });

  test('without sensors of its clocks those of the power management count', () => {
    const { 'hwmon/hwmon4/freq1_label': _, ...files } = { ...RADEON.files };
    addCard(machine, { ...RADEON, files: { ...files, pp_dpm_sclk: '0: 500Mhz\n1: 1700Mhz *\n2: 2100Mhz' } });
    expect(drmSampler(machine).sample([], 1000)[0]?.details.clock_mhz).toBe(1700);
  });
});

describe('a processor with graphics', () => {
  test('has the memory of the machine: what is set aside and GTT', () => {
    addCard(machine, APU);
    machine.process({ pid: 100 });
    openNode(
      machine,
      100,
      7,
      'renderD128',
      amdgpu({ pci: '0000:c4:00.0', vramKib: 131_072, gttKib: 2_097_152 }),
    );
    const [card] = drmSampler(machine).sample([100], 1000);
    expect(card).toMatchObject({ usedMb: known(3328), totalMb: known(16_896) });
    expect(card?.details).toMatchObject({ shares_ram: true });
    expect(card?.details.pcie_generation).toBeUndefined();
    expect(processesOf(card)[0]?.vramMb).toEqual(known(2176));
  });

  test('for which nothing is set aside has GTT alone', () => {
    const { mem_info_vram_used: _, mem_info_vram_total: __, ...files } = { ...APU.files };
    addCard(machine, { ...APU, files });
    machine.process({ pid: 100 });
    const text = amdgpu({ pci: '0000:c4:00.0', gttKib: 2048 }).replace(/^drm-.*vram.*\n/gm, '');
    openNode(machine, 100, 7, 'renderD128', text);
    const [card] = drmSampler(machine).sample([100], 1000);
    expect(card).toMatchObject({ usedMb: known(3072), totalMb: known(16_384) });
    expect(processesOf(card)[0]?.vramMb).toEqual(known(2));
  });
});

describe('a card that sleeps', () => {
  const RUNTIME = { 'power/control': 'auto', 'power/autosuspend_delay_ms': '5000' };

  test('[W2] is not woken: it keeps name, id and memory, and its use is asleep', () => {
    const place = addCard(machine, RADEON);
    setFile(place, 'power/runtime_status', 'suspended');
    const { sample, touched } = drmSampler(machine);
    const [card] = sample([], 1000);
    expect(card).toMatchObject({
      uuid: 'GPU-a1b2c3d4e5f60718',
      utilPct: missing('asleep'),
      usedMb: known(8192),
      totalMb: known(24_576),
    });
    expect(card?.details).toEqual({ pci: '0000:03:00.0' });
    expect(touched(/gpu_busy_percent|gpu_metrics|_input|power1|current_link|ras/)).toEqual([]);
  });

  test('[W2] a card that falls asleep between two looks refuses its use', () => {
    addCard(machine, RADEON);
    const { sample } = drmSampler(machine, { refused: ['/gpu_busy_percent'] });
    expect(sample([], 1000)[0]).toMatchObject({ utilPct: missing('asleep'), usedMb: known(8192) });
  });

  test('an idle card is left alone so that it can fall asleep, and never loses its memory', () => {
    addCard(machine, { ...RADEON, files: { ...RADEON.files, ...RUNTIME, gpu_busy_percent: '0' } });
    const { sample, touched } = drmSampler(machine);
    const memory = Array.from({ length: 22 }, (_, second) => sample([], second * 1000)[0]?.usedMb);
    expect(new Set(memory.map((it) => it?.ok))).toEqual(new Set([true]));
    expect(touched(/gpu_busy_percent/)).toHaveLength(2);
  });

  test('a process that begins to work ends the rest of its card', () => {
    const place = addCard(machine, {
      ...RADEON,
      files: { ...RADEON.files, ...RUNTIME, gpu_busy_percent: '0' },
    });
    machine.process({ pid: 100 });
    openNode(machine, 100, 7, 'renderD128', amdgpu({ gfxNs: 5 }));
    const { sample } = drmSampler(machine);
    for (const second of [0, 1, 2]) sample([100], second * 1000);
    setFile(place, 'gpu_busy_percent', '80');
    machine.file('100/fdinfo/7', amdgpu({ gfxNs: SECOND_NS }));
    sample([100], 3000);
    expect(sample([100], 4000)[0]?.utilPct).toEqual(known(80));
  });
});

describe('cards come and go', () => {
  test('a card that is plugged in is listed in the next sample, one that is gone is not', () => {
    const { sample } = drmSampler(machine);
    expect(sample([], 0)).toEqual([]);
    addCard(machine, RADEON);
    expect(sample([], 1000)).toHaveLength(1);
    machine.removeSys('class/drm/card0');
    machine.removeSys('class/drm/renderD128');
    expect(sample([], 2000)).toEqual([]);
  });

  test('another card in the same place is seen within ten seconds', () => {
    const place = addCard(machine, RADEON);
    const { sample } = drmSampler(machine);
    sample([], 0);
    setFile(place, 'device', '0x73bf');
    expect(sample([], 10_000)[0]?.name).toBe('AMD GPU 0x73bf');
  });

  test('a card of another driver, a display of a server and a device that is not on PCI are none', () => {
    addCard(machine, { driver: 'ast', vendor: '0x1a03', device: '0x2000' });
    addCard(machine, {
      driver: 'nvidia',
      vendor: '0x10de',
      device: '0x2684',
      minor: 1,
      pci: '0000:41:00.0',
    });
    machine.sysLink('class/drm/card2', '../../devices/platform/soc/drm/card2');
    machine.sysLink('devices/platform/soc/drm/card2/device', '../../../soc');
    expect(drmSampler(machine).sample([], 0)).toEqual([]);
  });
});
