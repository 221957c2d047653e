import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { compile, createFakeNvml, type FakeNvml, noFakeNvml } from '../../../testing/fake-nvml.ts';
import { createNvidiaMachine, type NvidiaMachine } from '../../../testing/nvidia-machine.ts';
import { known, missing } from '../../figure.ts';
import type { GpuReader } from '../../gpu-reader.ts';
import { startProgram } from './driver-process.ts';
import { createNvidiaReader } from './index.ts';

/** Long enough for a busy machine to start a process. */
const PATIENCE = { timeout: 60_000, interval: 20 };

/** A program that reads the library that it is named, once a second. */
const ASKING = fileURLToPath(new URL('../../../testing/asking.ts', import.meta.url));

/** The arguments of a process; none if it has ended. */
function argumentsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${Number.parseInt(pid, 10)}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

const CARD = 'device 0 GPU-1 00000000:65:00.0 24564 1024 NVIDIA GeForce RTX 4090';

const title = noFakeNvml ? `The driver's process (skipped: ${noFakeNvml})` : "The driver's process";

describe.skipIf(noFakeNvml)(title, { timeout: 120_000 }, () => {
  let fake: FakeNvml;
  let machine: NvidiaMachine;
  let reader: GpuReader;
  beforeEach(() => {
    fake = createFakeNvml();
    machine = createNvidiaMachine();
    reader = createNvidiaReader({ ...machine, foreignPidNamespace: false, nvmlLibrary: fake.path });
  });
  afterEach(() => {
    reader.close();
    machine.remove();
    fake.remove();
  });

  const sample = async () => {
    await reader.prepare?.();
    const read = reader.read([], performance.now());
    return read.ok ? read.value : read;
  };
  /** Samples until a sample is like this. */
  const until = (expected: unknown) =>
    vi.waitFor(async () => expect(await sample()).toMatchObject(expected as object), PATIENCE);

  test('reads cards and processes', async () => {
    fake.script([
      CARD,
      'process compute 0 70 512',
      'use 0 70 100 40',
      'value nvmlDeviceGetUtilizationRates 0 37',
    ]);
    const process = { pid: 70, computes: true, vramMb: known(512), utilPct: known(40) };
    await until([
      { uuid: 'GPU-1', usedMb: known(1024), utilPct: known(37), processes: { value: [process] } },
    ]);
    expect(reader.finding().through).toBe('NVML 580.95.05');
  });

  test('16 cards with 200 processes each are one answer', async () => {
    const lines = Array.from({ length: 16 }, (_, card) => [
      `device ${card} GPU-${card} 00000000:${10 + card}:00.0 81559 1024 NVIDIA H100`,
      ...Array.from({ length: 200 }, (_, at) => `process compute ${card} ${1 + card * 200 + at} 8`),
    ]);
    fake.script(lines.flat());
    await until({ length: 16 });
    const cards = await sample();
    const counts = 'ok' in cards ? [] : cards.map((it) => (it.processes.ok ? it.processes.value.length : 0));
    expect(counts).toEqual(Array(16).fill(200));
  });

  test('[W2] a driver that hangs is timeout, and is read again when its next process answers', async () => {
    fake.script([CARD]);
    await until([{ usedMb: known(1024) }]);
    fake.script([CARD, 'hang nvmlDeviceGetTemperature']);
    await until([{ uuid: 'GPU-1', usedMb: missing('timeout'), processes: missing('timeout') }]);
    fake.script([CARD]);
    await until([{ usedMb: known(1024) }]);
  });

  test('[W2] a driver that ends its process, again and again, is timeout until it no longer does', async () => {
    fake.script([CARD]);
    await until([{ usedMb: known(1024) }]);
    fake.script([CARD, 'crash nvmlInit_v2', 'crash nvmlDeviceGetTemperature']);
    await until([{ uuid: 'GPU-1', usedMb: missing('timeout'), processes: missing('timeout') }]);
    fake.script([CARD]);
    await until([{ usedMb: known(1024) }]);
  });

  test('the process ends with the one that started it, also while it is blocked in the driver', async () => {
    fake.script([CARD, 'hang nvmlDeviceGetTemperature']);
    const hive = spawn(process.execPath, [ASKING, fake.path], { stdio: 'ignore' });
    const isAsked = (pid: string) => argumentsOf(pid).includes(fake.path) && Number(pid) !== hive.pid;
    await vi.waitFor(() => expect(existsSync(`${fake.path}.hung`)).toBe(true), PATIENCE);
    expect(readdirSync('/proc').filter(isAsked)).toHaveLength(1);
    hive.kill('SIGKILL');
    await vi.waitFor(() => expect(readdirSync('/proc').filter(isAsked)).toEqual([]), PATIENCE);
  });

  test('[W2] a library without the functions of NVML, and a file that is no library', async () => {
    compile(['-shared', '-x', 'c', '/dev/null', '-o', `${fake.path}.empty`]);
    reader = createNvidiaReader({
      ...machine,
      foreignPidNamespace: false,
      nvmlLibrary: `${fake.path}.empty`,
    });
    await until(missing('not_exposed'));
    reader.close();
    writeFileSync(`${fake.path}.text`, 'no library');
    reader = createNvidiaReader({ ...machine, foreignPidNamespace: false, nvmlLibrary: `${fake.path}.text` });
    await until(missing('driver_unsupported'));
    expect(reader.finding().missing).toEqual([expect.stringContaining('libnvidia-ml.so.1 was not found')]);
  });
});

test.runIf(process.platform === 'linux')('a program that writes lines is read until it ends', async () => {
  const lines: string[] = [];
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const start = startProgram('/bin/sh', ['-c', 'echo "GPU-0, 70, 512"; env; exit 3'], 4_096);
  start({ onLine: (line) => lines.push(line), onEnd: resolve });
  expect(await promise).toBe(false);
  await vi.waitFor(() => expect(lines[0]).toBe('GPU-0, 70, 512'), PATIENCE);
  // The shell sets its own PWD, and the hive's environment, with its secrets, is not passed on.
  expect(lines.slice(1).filter((it) => !/^(PWD|OLDPWD|SHLVL|_|NODE_COMPILE_CACHE)=/.test(it))).toEqual([]);
});

// For a path that is too long `spawn` throws, as it does without memory for another process.
test.each(['/nonexistent', `/${'x'.repeat(5_000)}`])(
  'a program that cannot be started has ended',
  async (path) => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const program = startProgram(path, [], 4_096)({ onLine: () => {}, onEnd: resolve });
    program.send('{}');
    program.end();
    expect(await promise).toBe(false);
  },
);
