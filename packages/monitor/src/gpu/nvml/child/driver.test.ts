import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createFakeNvml,
  type FakeNvml,
  H100,
  HEALTHY,
  noFakeNvml,
  PROCESSES,
} from '../../../../testing/fake-nvml.ts';
import { numbersOf, openFakeDriver } from '../../../../testing/nvml-driver.ts';

/** Every function whose failure costs a figure, but no card. */
const FAILING = [
  'nvmlDeviceGetUtilizationRates',
  'nvmlDeviceGetComputeRunningProcesses_v3',
  'nvmlDeviceGetGraphicsRunningProcesses_v3',
  'nvmlDeviceGetMPSComputeRunningProcesses_v3',
  'nvmlDeviceGetTemperature',
  'nvmlDeviceGetPowerUsage',
  'nvmlDeviceGetEnforcedPowerLimit',
  'nvmlDeviceGetClockInfo',
  'nvmlDeviceGetFanSpeed',
  'nvmlDeviceGetCurrPcieLinkGeneration',
  'nvmlDeviceGetCurrPcieLinkWidth',
  'nvmlDeviceGetCurrentClocksEventReasons',
  'nvmlDeviceGetTotalEccErrors',
  'nvmlDeviceGetRetiredPagesPendingStatus',
  'nvmlDeviceGetRemappedRows',
  'nvmlDeviceGetMigMode',
  'nvmlEventSetWait_v2',
];

/** Return codes of NVML, and the reason of each. */
const REASONS: readonly (readonly [number, string])[] = [
  [1, 'driver_error'],
  [2, 'driver_error'],
  [3, 'not_exposed'],
  [4, 'permission'],
  [9, 'driver_unsupported'],
  [10, 'timeout'],
  [13, 'not_exposed'],
  [16, 'driver_error'],
  [21, 'not_exposed'],
  [25, 'not_exposed'],
  [999, 'driver_error'],
];

const title = noFakeNvml ? `NVML driver (skipped: ${noFakeNvml})` : 'NVML driver';

describe.skipIf(noFakeNvml)(title, () => {
  let fake: FakeNvml;
  beforeEach(() => {
    fake = createFakeNvml();
  });
  afterEach(() => fake.remove());

  const open = async (...lines: readonly string[]) => {
    fake.script([H100, ...HEALTHY, ...lines]);
    return openFakeDriver(fake);
  };
  test('[N1] reads every figure of a card', async () => {
    expect((await open(...PROCESSES, 'use 0 70 300 40')).card()).toEqual({
      uuid: 'GPU-1',
      index: 0,
      name: 'NVIDIA H100 80GB HBM3',
      use: 37,
      used: 1024,
      total: 81_559,
      details: {
        pci: '0000:65:00.0',
        temp_c: 55,
        power_w: 312.5,
        power_limit_w: 700,
        clock_mhz: 1980,
        memory_clock_mhz: 2619,
        fan_pct: 100,
        pcie_generation: 5,
        pcie_width: 16,
        health: [],
      },
      processes: {
        numbers: [70, 1, 512, 40, 71, 1, 256, 0, 72, 0, 64, 0],
        memoryGap: 'wddm',
        useGap: 'not_exposed',
      },
    });
  });

  test('[W2] a call that is not supported loses its own figure only', async () => {
    const { card } = await open();
    const whole = Object.keys(card().details).length;
    for (const name of [
      'nvmlDeviceGetPowerUsage',
      'nvmlDeviceGetFanSpeed',
      'nvmlDeviceGetCurrPcieLinkWidth',
    ]) {
      fake.script([H100, ...HEALTHY, `code ${name} * 3`]);
      expect(Object.keys(card().details)).toHaveLength(whole - 1);
      expect(card()).toMatchObject({ use: 37, used: 1024, total: 81_559 });
    }
  });

  test('memory is read by the first version of the call where there is no second one', async () => {
    expect((await open('code nvmlDeviceGetMemoryInfo_v2 * 13')).card()).toMatchObject({
      used: 1536,
      total: 81_559,
    });
  });

  test('[W2] a card without memory of its own keeps all other figures', async () => {
    const unsupported = ['code nvmlDeviceGetMemoryInfo_v2 * 3', 'code nvmlDeviceGetMemoryInfo * 3'];
    const card = (await open(...unsupported, ...PROCESSES)).card();
    expect(card).toMatchObject({ used: 'unified_memory', total: 'unified_memory', use: 37 });
    expect(card.details.shares_ram).toBe(true);
    expect(numbersOf(card, 70)).toEqual([1, 512, 0]);
  });

  test.each(REASONS)(
    '[W2] code %i of any call is the reason %s of what it would give',
    async (code, reason) => {
      const { card } = await open();
      const failing = FAILING.map((name) => `code ${name} * ${code}`);
      fake.script([H100, ...HEALTHY, ...PROCESSES, ...failing]);
      expect(card(20_000)).toEqual({
        uuid: 'GPU-1',
        index: 0,
        name: 'NVIDIA H100 80GB HBM3',
        use: reason,
        used: 1024,
        total: 81_559,
        details: { pci: '0000:65:00.0' },
        processes: reason,
      });
    },
  );

  test('[N1] a divided card has the memory of its parts and no use', async () => {
    const card = (
      await open(
        'mig 0 64',
        'mig 0 65',
        'device 64 MIG-1 - 9728 100 part',
        'device 65 MIG-2 - 9728 0 part',
        'process compute 64 70 96',
        'code nvmlDeviceGetMemoryInfo_v2 65 4',
        'code nvmlDeviceGetMemoryInfo 65 4',
      )
    ).card();
    expect(card).toMatchObject({ use: 'mig', used: 1024, total: 81_559 });
    expect(card.details.mig).toEqual([
      { uuid: 'MIG-1', vram_used_mb: 100, vram_total_mb: 9728 },
      {
        uuid: 'MIG-2',
        vram_used_mb: 0,
        vram_total_mb: 0,
        unknown: { vram_used_mb: 'permission', vram_total_mb: 'permission' },
      },
    ]);
    expect(card.processes).toEqual({ numbers: [70, 1, 96, -1], memoryGap: 'mig', useGap: 'mig' });
  });

  test.each(['nvmlDeviceGetMaxMigDeviceCount', 'nvmlDeviceGetMigDeviceHandleByIndex'])(
    '[W2] the processes of a divided card are not known if %s may not be called',
    async (name) => {
      const { card } = await open('mig 0 64', 'device 64 MIG-1 - 9728 100 part', `code ${name} * 4`);
      expect(card()).toMatchObject({ use: 'mig', details: { mig: [] }, processes: 'permission' });
    },
  );
});
