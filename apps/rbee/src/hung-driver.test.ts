import { expect, test } from 'vitest';
import { createFakeNvml, noFakeNvml } from '../../../packages/monitor/testing/fake-nvml.ts';
import { createFakeMachine } from '../../../packages/monitor/testing/index.ts';
import { startHive } from './testing/posting-hive.ts';

const CARD = 'device 0 GPU-1 00000000:65:00.0 24564 1024 NVIDIA GeForce RTX 4090';
const USE = 'value nvmlDeviceGetUtilizationRates 0 37';
const PROCESS = 'process compute 0 70 512';
/** Samples for which the driver hangs. */
const HUNG = 30;

test.skipIf(noFakeNvml)(
  `[H10] while NVIDIA's driver hangs no heartbeat is missing, and its figures are timeout${noFakeNvml ? ` (skipped: ${noFakeNvml})` : ''}`,
  { timeout: 120_000 },
  async () => {
    const machine = createFakeMachine();
    machine.process({ pid: 70, argv: ['llama-server', '--port', '70', '-m', 'a.gguf'] });
    const fake = createFakeNvml();
    fake.script([CARD, USE, PROCESS, 'use 0 70 100 30']);
    const { heartbeats, until } = await startHive(
      machine,
      '--interval-ms',
      '100',
      '--nvml-library',
      fake.path,
    );
    const well = await until((it) => it.node?.gpus[0]?.vram_used_mb === 1024);
    expect(well.node?.gpus[0]).toMatchObject({ uuid: 'GPU-1', util_pct: 37, vram_total_mb: 24_564 });
    expect(well.workers).toMatchObject([{ instance: '70', vram_mb: 512, total_vram_mb: 24_564 }]);
    fake.script([CARD, USE, PROCESS, 'hang nvmlDeviceGetMemoryInfo_v2']);
    const isHung = (index: number) =>
      heartbeats[index]?.node?.gpus[0]?.unknown?.['vram_used_mb'] === 'timeout';
    await until((it) => it.node?.gpus[0]?.unknown?.['vram_used_mb'] === 'timeout');
    const first = heartbeats.findIndex((_, index) => isHung(index));
    await until(() => heartbeats.length >= first + HUNG);
    const hung = heartbeats.slice(first, first + HUNG);
    for (const { node, workers } of hung) {
      const unknown = { util_pct: 'timeout', vram_used_mb: 'timeout', vram_total_mb: 'timeout' };
      expect(node?.gpus).toMatchObject([{ uuid: 'GPU-1', name: 'NVIDIA GeForce RTX 4090', unknown }]);
      expect(workers).toMatchObject([
        { instance: '70', unknown: { vram_mb: 'timeout', gpu_util_pct: 'timeout' } },
      ]);
    }
    const numbers = hung.map((it) => it.seq ?? -1);
    expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at));
    fake.script([CARD, USE, PROCESS]);
    const last = heartbeats.length;
    await until((it) => heartbeats.indexOf(it) >= last && it.node?.gpus[0]?.vram_used_mb === 1024);
    fake.remove();
  },
);
