import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeNvml, type FakeNvml, noFakeNvml } from '../../../../testing/fake-nvml.ts';
import { openFakeDriver } from '../../../../testing/nvml-driver.ts';
import { slowdownOf } from './health.ts';

const CARD = 'device 0 GPU-1 00000000:65:00.0 81559 1024 NVIDIA H100 80GB HBM3';
const CALM = 'value nvmlDeviceGetCurrentClocksEventReasons 0 1';
const MINUTE_MS = 60_000;

// The bits of `nvmlClocksEventReasons` in NVIDIA's documentation of NVML.
test.each([
  [0x0, []],
  [0x1 | 0x2 | 0x10 | 0x100, []],
  [0x4, ['power_limit']],
  [0x20, ['thermal']],
  [0x8 | 0x40, ['thermal']],
  [0x8, ['hardware_slowdown']],
  [0x8 | 0x80, ['hardware_slowdown']],
  [0x4 | 0x8 | 0x20 | 0x40 | 0x80, ['power_limit', 'thermal', 'hardware_slowdown']],
])('[N1] the reasons %i of a slow card are %j', (reasons, codes) => {
  expect(slowdownOf(reasons)).toEqual(codes);
});

const title = noFakeNvml ? `Health of an NVIDIA card (skipped: ${noFakeNvml})` : 'Health of an NVIDIA card';

describe.skipIf(noFakeNvml)(title, () => {
  let fake: FakeNvml;
  beforeEach(() => {
    fake = createFakeNvml();
  });
  afterEach(() => fake.remove());

  const open = async (...lines: readonly string[]) => {
    fake.script([CARD, CALM, ...lines]);
    return openFakeDriver(fake);
  };
  const healthOf = async (...lines: readonly string[]) => (await open(...lines)).card().details.health;

  test.each([
    ['value nvmlDeviceGetTotalEccErrors 0 2', 'ecc_errors'],
    ['value nvmlDeviceGetRetiredPagesPendingStatus 0 1', 'retirement_pending'],
    ['value nvmlDeviceGetRemappedRows 0 0 0 1 0', 'remap_pending'],
    ['value nvmlDeviceGetRemappedRows 0 0 0 0 1', 'remap_failed'],
  ])('[N1] %s is %s', async (line, code) => {
    expect(await healthOf(line)).toEqual([code]);
  });

  test('an older driver tells under the former name why a card is slow', async () => {
    const old = 'value nvmlDeviceGetCurrentClocksThrottleReasons 0 4';
    expect(await healthOf('code nvmlDeviceGetCurrentClocksEventReasons * 13', old)).toEqual(['power_limit']);
  });

  test('faults are read again every 10 s', async () => {
    const { card } = await open();
    expect(card().details.health).toEqual([]);
    fake.script([CARD, CALM, 'value nvmlDeviceGetTotalEccErrors 0 2']);
    expect(card(8_000).details.health).toEqual([]);
    expect(card(2_000).details.health).toEqual(['ecc_errors']);
  });

  test('[N1] an error is part of the health for ten minutes, and its number is known for longer', async () => {
    const { card } = await open('xid 0 48', 'xid 0 79');
    expect(card().details).toMatchObject({ health: ['xid'], last_xid: 79 });
    expect(card(9 * MINUTE_MS).details.health).toEqual(['xid']);
    expect(card(MINUTE_MS).details).toMatchObject({ health: [], last_xid: 79 });
  });

  test.each(['nvmlEventSetCreate', 'nvmlDeviceRegisterEvents', 'nvmlDeviceGetSupportedEventTypes'])(
    'the errors come from the kernel log where %s fails',
    async (name) => {
      const { card, log } = await open(`code ${name} * 3`);
      log.push({ pci: '0000:65:00', xid: 31, atS: 100 }, { pci: '0000:66:00', xid: 13, atS: 999 });
      expect(card().details).toMatchObject({ health: [], last_xid: 31 });
      log.push({ pci: '0000:65:00', xid: 43, atS: 990 });
      expect(card().details).toMatchObject({ health: ['xid'], last_xid: 43 });
    },
  );

  test('[N1] a card that has fallen off the bus stays in the list as lost, and is back after a reset', async () => {
    const { card } = await open();
    expect(card().used).toBe(1024);
    for (const name of [
      'nvmlDeviceGetMemoryInfo_v2',
      'nvmlDeviceGetTemperature',
      'nvmlDeviceGetUtilizationRates',
    ]) {
      fake.script([CARD, CALM, `code ${name} * 15`]);
      const lost = {
        use: 'driver_error',
        used: 'driver_error',
        total: 'driver_error',
        processes: 'driver_error',
      };
      const details = { pci: '0000:65:00.0', health: ['lost'] };
      expect(card()).toEqual({ uuid: 'GPU-1', index: 0, name: 'NVIDIA H100 80GB HBM3', ...lost, details });
    }
    fake.script([CARD, CALM]);
    expect(card()).toMatchObject({ used: 1024, details: { health: [] } });
  });
});
