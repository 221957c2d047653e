import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createFakeNvml,
  type FakeNvml,
  type FakeNvmlKind,
  noFakeNvml,
} from '../../../../testing/fake-nvml.ts';
import { openFakeDriver } from '../../../../testing/nvml-driver.ts';

const device = (index: number) =>
  `device ${index} GPU-${index} 00000000:${10 + index}:00.0 24564 ${index} NVIDIA GeForce RTX 4090`;
const SEVENTY = 'process compute 0 70 512';

const title = noFakeNvml ? `NVIDIA cards (skipped: ${noFakeNvml})` : 'NVIDIA cards';

describe.skipIf(noFakeNvml)(title, () => {
  let fake: FakeNvml;
  beforeEach(() => {
    fake = createFakeNvml();
  });
  afterEach(() => fake.remove());

  test('cards come and go; the driver is searched at most every 10 s', async () => {
    fake.script([device(0)]);
    const { read } = await openFakeDriver(fake);
    const uuids = (passedMs: number) => read(passedMs).map((it) => it.uuid);
    expect(uuids(0)).toEqual(['GPU-0']);
    fake.script([device(0), device(1)]);
    expect(uuids(9_000)).toEqual(['GPU-0']);
    expect(uuids(1_000)).toEqual(['GPU-0', 'GPU-1']);
    fake.script([device(0)]);
    expect(uuids(10_000)).toEqual(['GPU-0']);
  });

  test('another card in the place of one is told by its uuid', async () => {
    fake.script([device(0), 'xid 0 79']);
    const { read } = await openFakeDriver(fake);
    expect(read()).toMatchObject([{ uuid: 'GPU-0', details: { last_xid: 79 } }]);
    const other = device(0).replace('GPU-0', 'GPU-9');
    fake.script([other, device(1)]);
    const cards = read(10_000);
    expect(cards.map((it) => it.uuid)).toEqual(['GPU-9', 'GPU-1']);
    expect(cards[0]?.details.last_xid).toBeUndefined();
  });

  test('no call is made to a card that is powered down, not even for its handle', async () => {
    fake.script([device(0), device(1), device(2)]);
    const { read, calls } = await openFakeDriver(fake);
    const awake = ['0000:10:00.0', '0000:12:00.0'];
    expect(read(0, awake).map((it) => it.index)).toEqual([0, 2]);
    const handles = new Set(calls.map(([, first]) => first).filter((it) => typeof it === 'bigint'));
    expect(handles.size).toBe(3);
    expect(calls.filter(([name]) => name === 'nvmlDeviceGetHandleByIndex_v2')).toEqual([]);
    const asked = calls.filter(([name]) => name === 'nvmlDeviceGetHandleByPciBusId_v2').map(([, it]) => it);
    expect(asked).toEqual(awake);
    expect(read(1_000, ['0000:12:00.0']).map((it) => it.index)).toEqual([2]);
  });

  test('an awake card that could not be opened is tried again while another one sleeps', async () => {
    const all = [device(0), device(1), device(2)];
    fake.script([...all, 'code nvmlDeviceGetIndex 2 999']);
    const { read } = await openFakeDriver(fake);
    expect(read().map((it) => it.index)).toEqual([0, 1]);
    const awake = ['0000:11:00.0', '0000:12:00.0'];
    expect(read(1_000, awake).map((it) => it.index)).toEqual([1]);
    fake.script(all);
    expect(read(10_000, awake).map((it) => it.index)).toEqual([1, 2]);
  });

  test('a card that wakes up is read at once, and so are all when none sleeps any more', async () => {
    fake.script([device(0), device(1)]);
    const { read } = await openFakeDriver(fake);
    expect(read(0, ['0000:11:00.0']).map((it) => it.index)).toEqual([1]);
    expect(read(100, ['0000:10:00.0', '0000:11:00.0']).map((it) => it.index)).toEqual([0, 1]);
    expect(read(100).map((it) => it.index)).toEqual([0, 1]);
  });

  test('a card that cannot be opened costs no other card', async () => {
    fake.script([device(0), device(1), 'code nvmlDeviceGetHandleByIndex_v2 0 999']);
    expect((await openFakeDriver(fake)).read().map((it) => it.index)).toEqual([1]);
    fake.script([device(0), device(1), 'code nvmlDeviceGetUUID 1 15']);
    expect((await openFakeDriver(fake)).read().map((it) => it.index)).toEqual([0]);
  });

  test('a card whose handle is lost stays in the list', async () => {
    fake.script([device(0), device(1)]);
    const { read } = await openFakeDriver(fake);
    read();
    fake.script([device(0), device(1), device(2), 'code nvmlDeviceGetHandleByIndex_v2 1 15']);
    expect(read(10_000).map((it) => it.index)).toEqual([0, 1, 2]);
  });

  test.each<[FakeNvmlKind, number]>([
    ['present', 0],
    ['series-535', 0],
    ['old', 512],
  ])('reads cards and processes of a driver that is %s', async (kind, reservedMib) => {
    const library = createFakeNvml(kind);
    library.script([device(0), SEVENTY, 'process compute 0 71 256', 'value nvmlDeviceGetTemperature 0 50']);
    const [card] = (await openFakeDriver(library)).read();
    expect(card).toMatchObject({ used: reservedMib, total: 24_564, details: { temp_c: 50 } });
    expect(card?.processes).toMatchObject({ numbers: [70, 1, 512, 0, 71, 1, 256, 0] });
    library.remove();
  });

  test.each([
    [9, 'driver_unsupported'],
    [18, 'library_mismatch'],
    [4, 'permission'],
    [999, 'driver_error'],
  ])('a driver that cannot be initialised because of %i fails with %s', async (code, failure) => {
    fake.script([`code nvmlInit_v2 * ${code}`]);
    await expect(openFakeDriver(fake)).rejects.toThrow(`the driver failed: ${failure}`);
  });
});
