import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNvidiaMachine, type NvidiaMachine } from '../../../testing/nvidia-machine.ts';
import { known, missing } from '../../figure.ts';
import type { LineListener } from './driver-process.ts';
import { type NvidiaOptions, NvidiaReader } from './nvidia-reader.ts';
import type { Reply, Request, ToldCard } from './protocol.ts';

const FIRST = '0000:10:00.0';
const SECOND = '0000:11:00.0';

const aCard = (index: number, fields: Partial<ToldCard> = {}): ToldCard => ({
  uuid: `GPU-${index}`,
  index,
  name: 'NVIDIA GeForce RTX 4090',
  use: 30,
  used: 1024,
  total: 24_564,
  details: { pci: index === 0 ? FIRST : SECOND, temp_c: 50 },
  processes: { numbers: [70, 1, 512, 20], memoryGap: 'wddm', useGap: 'not_exposed' },
  ...fields,
});

let machine: NvidiaMachine;
beforeEach(() => {
  machine = createNvidiaMachine();
});
afterEach(() => machine.remove());

/** A reader of a fake driver, with a clock that the test moves. `reply` is null while the driver hangs. */
function setUp(options: Partial<NvidiaOptions> = {}) {
  const driver: {
    reply: ((request: Request) => Omit<Reply, 'id'>) | null;
    started: number;
    waitedMs: number[];
  } = {
    reply: () => ({ version: '580.95.05', cards: [aCard(0), aCard(1)] }),
    started: 0,
    waitedMs: [],
  };
  const requests: Request[] = [];
  const programs: { readonly args: readonly string[]; readonly onLine: (line: string) => void }[] = [];
  const late: (() => void)[] = [];
  let nowMs = 0;
  const start = ({ onLine }: LineListener) => {
    driver.started += 1;
    return {
      send: (line: string) => {
        const request: Request = JSON.parse(line);
        requests.push(request);
        const answer = () => onLine(JSON.stringify({ id: request.id, ...driver.reply?.(request) }));
        if (driver.reply) answer();
        else late.push(answer);
      },
      end: () => {},
    };
  };
  const reader = new NvidiaReader(
    { ...machine, foreignPidNamespace: false, ...options },
    {
      startDriver: async () => start,
      startSmi: async () => (args) => (listener) => {
        programs.push({ args, ...listener });
        return { send: () => {}, end: () => {} };
      },
      monotonicMs: () => nowMs,
      wait: (ms) => {
        driver.waitedMs.push(ms);
        return { passed: driver.reply ? new Promise(() => {}) : Promise.resolve(), cancel: () => {} };
      },
    },
  );
  const sample = async (passedMs = 1_000) => {
    nowMs += passedMs;
    await reader.prepare();
    const read = reader.read();
    return read.ok ? read.value : read;
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { reader, driver, requests, programs, late, sample, pass };
}

const unread = (index: number, reason: 'timeout' | 'asleep' | 'driver_error') => {
  const gap = missing(reason);
  const details = { pci: index === 0 ? FIRST : SECOND };
  const named = { uuid: `GPU-${index}`, index, vendor: 'nvidia', name: 'NVIDIA GeForce RTX 4090', details };
  return { ...named, utilPct: gap, usedMb: gap, totalMb: gap, processes: gap };
};

test('[N1] gives the cards of the driver', async () => {
  const { sample, driver } = setUp();
  driver.reply = () => ({ version: '580.95.05', cards: [aCard(0)] });
  expect(await sample()).toEqual([
    {
      uuid: 'GPU-0',
      index: 0,
      vendor: 'nvidia',
      name: 'NVIDIA GeForce RTX 4090',
      utilPct: known(30),
      usedMb: known(1024),
      totalMb: known(24_564),
      details: { pci: FIRST, temp_c: 50 },
      processes: {
        ok: true,
        value: [{ pid: 70, computes: true, vramMb: known(512), utilPct: known(20) }],
      },
    },
  ]);
});

test('[H9] texts of the driver are bounded and can be shown', async () => {
  const { sample, driver } = setUp();
  const mig = [{ uuid: 'MIG\u202e-1', vram_used_mb: 1, vram_total_mb: 2 }];
  driver.reply = () => ({
    version: '580.95.05',
    cards: [aCard(0, { uuid: 'GPU\n-1', name: 'x'.repeat(600), details: { mig } })],
  });
  const cards = await sample();
  const card = 'ok' in cards ? undefined : cards[0];
  expect(card).toMatchObject({ uuid: 'GPU\ufffd-1', details: { mig: [{ uuid: 'MIG\ufffd-1' }] } });
  expect(card?.name).toHaveLength(512);
});

test('[W2] on a machine without the driver no process is started', async () => {
  machine.load(false);
  const { sample, driver } = setUp();
  expect(await sample()).toEqual(missing('driver_unsupported'));
  expect(driver.started).toBe(0);
  machine.load(true);
  expect(await sample(9_000)).toEqual(missing('driver_unsupported'));
  expect(await sample(1_000)).toHaveLength(2);
});

test('a library that is named is loaded on every machine', async () => {
  machine.load(false);
  expect(await setUp({ nvmlLibrary: '/opt/libnvidia-ml.so.1' }).sample()).toHaveLength(2);
});

test('[W2] before the first answer the cards are not known', async () => {
  const { sample, driver } = setUp();
  driver.reply = null;
  expect(await sample()).toEqual(missing('timeout'));
});

test('[W2] while the driver hangs each card is listed, and every figure is timeout', async () => {
  const { sample, driver } = setUp();
  expect(await sample()).toMatchObject([{ usedMb: known(1024) }, { usedMb: known(1024) }]);
  driver.reply = null;
  expect(await sample()).toMatchObject([{ usedMb: known(1024) }, { usedMb: known(1024) }]);
  await sample();
  for (let second = 0; second < 30; second += 1) {
    expect(await sample()).toEqual([unread(0, 'timeout'), unread(1, 'timeout')]);
  }
});

test('an answer that comes late is that of the next sample, if it is not older than 2 s', async () => {
  const { reader, sample, driver, late, pass } = setUp();
  driver.reply = null;
  expect(await sample()).toEqual(missing('timeout'));
  driver.reply = () => ({ version: '580.95.05', cards: [aCard(0)] });
  late[0]?.();
  driver.reply = null;
  expect(await sample(900)).toHaveLength(1);
  pass(1_100);
  expect(reader.read()).toMatchObject({ value: [{ usedMb: known(1024) }] });
  pass(1);
  expect(reader.read()).toMatchObject({ value: [{ usedMb: missing('timeout') }] });
});

test('a sample waits for a tenth of a second; not for a driver that hangs, longer for a slow one that is asked rarely', async () => {
  const { sample, driver, late, pass } = setUp();
  driver.reply = null;
  await sample();
  await sample(300);
  expect(driver.waitedMs).toEqual([100]);
  pass(100);
  driver.reply = () => ({ version: '580.95.05', cards: [aCard(0)] });
  late[0]?.();
  await sample(1_000);
  await sample(10_000);
  expect(driver.waitedMs).toEqual([100, 100, 100]);
  driver.reply = null;
  await sample(10_000);
  pass(300);
  driver.reply = () => ({ version: '580.95.05', cards: [aCard(0)] });
  late[1]?.();
  await sample(10_000);
  expect(driver.waitedMs.at(-1)).toBe(600);
});

test('[N1] the last error of a card is known for longer than the process that heard of it', async () => {
  const { sample, driver } = setUp();
  const details = { pci: FIRST, last_xid: 31, health: ['xid' as const] };
  driver.reply = () => ({ version: '580.95.05', cards: [aCard(0, { details })] });
  await sample();
  driver.reply = () => ({ version: '580.95.05', cards: [aCard(0)] });
  expect(await sample()).toMatchObject([{ details: { last_xid: 31 } }]);
  driver.reply = null;
  await sample();
  expect(await sample(3_000)).toMatchObject([{ usedMb: missing('timeout'), details: { last_xid: 31 } }]);
});

test('[W2] a driver that fails is a reason', async () => {
  const { sample, driver } = setUp();
  const reasons = {
    no_library: 'driver_unsupported',
    library_mismatch: 'driver_unsupported',
    permission: 'permission',
  };
  for (const [failure, reason] of Object.entries(reasons)) {
    driver.reply = () => ({ failure: failure as 'permission' });
    expect(await sample(600_000)).toEqual(missing(reason as 'permission'));
  }
});

test('[W2] cards that were known stay in the list when the driver fails, unless it is unloaded', async () => {
  const { sample, driver } = setUp();
  await sample();
  driver.reply = () => ({ failure: 'driver_error' });
  expect(await sample()).toEqual([unread(0, 'driver_error'), unread(1, 'driver_error')]);
  driver.reply = () => ({ failure: 'driver_unsupported' });
  expect(await sample(30_000)).toEqual(missing('driver_unsupported'));
});

test('[W2] in a container that does not see the processes of the machine, only they are not known', async () => {
  const { sample } = setUp({ foreignPidNamespace: true });
  expect(await sample()).toMatchObject([
    { usedMb: known(1024), processes: missing('pid_namespace') },
    { usedMb: known(1024), processes: missing('pid_namespace') },
  ]);
});

test('[W2] a card that is powered down is not asked, and keeps its name', async () => {
  const { sample, driver, requests } = setUp();
  machine.power(FIRST, 'active');
  machine.power(SECOND, 'active');
  expect(await sample()).toHaveLength(2);
  expect(requests.at(-1)?.awake).toBeNull();
  machine.power(FIRST, 'suspended');
  driver.reply = () => ({ version: '580.95.05', cards: [aCard(1)] });
  expect(await sample()).toMatchObject([unread(0, 'asleep'), { usedMb: known(1024) }]);
  expect(requests.at(-1)?.awake).toEqual([SECOND]);
  machine.power(SECOND, 'suspended');
  const asked = requests.length;
  expect(await sample()).toEqual([unread(0, 'asleep'), unread(1, 'asleep')]);
  expect(await sample(60_000)).toEqual([unread(0, 'asleep'), unread(1, 'asleep')]);
  expect(requests).toHaveLength(asked);
  machine.power(FIRST, 'active');
  driver.reply = () => ({ version: '580.95.05', cards: [aCard(0)] });
  expect(await sample()).toMatchObject([{ usedMb: known(1024) }, unread(1, 'asleep')]);
});

test('[W2] cards that were asleep from the beginning are listed by their address, without a process', async () => {
  const { sample, driver } = setUp();
  machine.power(FIRST, 'suspended');
  expect(await sample()).toMatchObject([
    { uuid: `PCI-${FIRST}`, name: 'NVIDIA GPU', details: { pci: FIRST }, usedMb: missing('asleep') },
  ]);
  expect(driver.started).toBe(0);
});

test('nvidia-smi tells of the cards where the library cannot be loaded', async () => {
  const exists = (path: string) => path === '/usr/bin/nvidia-smi' || machine.files.exists(path);
  const { reader, sample, driver, programs, requests } = setUp({ files: { ...machine.files, exists } });
  driver.reply = () => ({ failure: 'no_library' });
  expect(await sample()).toEqual(missing('driver_unsupported'));
  expect(await sample()).toEqual(missing('timeout'));
  expect(requests).toHaveLength(1);
  const [cards, processes] = programs;
  cards?.onLine(
    '0, GPU-0, 00000000:10:00.0, 24564, 1024, 37, 55, 100, 450, 2500, 10501, 30, 4, 16, RTX 4090',
  );
  processes?.onLine('GPU-0, 70, 512');
  expect(await sample()).toMatchObject([
    { uuid: 'GPU-0', usedMb: known(1024), processes: { value: [{ pid: 70, vramMb: known(512) }] } },
  ]);
  expect(reader.finding()).toEqual({ through: 'nvidia-smi', missing: [] });
  expect(await sample(3_000)).toEqual([{ ...unread(0, 'timeout'), name: 'RTX 4090' }]);
});

test('rbee doctor names the driver, or says what to do', async () => {
  const { reader, sample, driver } = setUp();
  expect(reader.finding()).toEqual({ through: null, missing: [] });
  await sample();
  expect(reader.finding()).toEqual({ through: 'NVML 580.95.05', missing: [] });
  driver.reply = () => ({ failure: 'library_mismatch' });
  await sample();
  expect(reader.finding()).toEqual({
    through: null,
    missing: [expect.stringContaining('restart the machine')],
  });
});

test('rbee doctor tells a driver without devices from one that may not be opened', async () => {
  const { reader, sample, driver } = setUp();
  driver.reply = () => ({ failure: 'permission' });
  await sample();
  expect(reader.finding().missing).toEqual([expect.stringContaining('PrivateDevices=no')]);
  mkdirSync(join(machine.procRoot, '../dev'));
  writeFileSync(join(machine.procRoot, '../dev/nvidiactl'), '');
  expect(reader.finding().missing).toEqual([expect.stringContaining('DeviceAllow=char-nvidia')]);
});

test('a closed reader opens the driver again', async () => {
  const { reader, sample, driver } = setUp();
  await sample();
  reader.close();
  expect(await sample()).toHaveLength(2);
  expect(driver.started).toBe(2);
});
