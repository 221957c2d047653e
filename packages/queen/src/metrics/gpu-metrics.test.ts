import { LIMITS } from '@rbee/contract';
import { aGpu, aHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aQueen } from '../testing/index.ts';

const MIB = 1024 * 1024;
const heartbeat = (gpus: ReturnType<typeof aGpu>[], more: Parameters<typeof aHeartbeat>[0] = {}) =>
  aHeartbeat({ node: aNode({ gpus }), ...more });

/** A queen with that heartbeat, and the metrics of its GPUs by name and labels. */
async function scraped(body: ReturnType<typeof aHeartbeat>, query = '') {
  const queen = await aQueen();
  await queen.post(body);
  const lines = async () =>
    (await queen.app.inject(`/metrics${query}`)).body
      .split('\n')
      .filter((it) => /^rbee_(worker_)?gpu_/.test(it));
  const value = (name: string, more = '', hive = 'hive-gpu-1') =>
    queen.metric(`rbee_gpu_${name}{hive_id="${hive}",gpu_uuid="GPU-0"${more}}`);
  return { ...queen, lines, value };
}

test('[N1] the metrics of a GPU are in base units', async () => {
  const { value } = await scraped(heartbeat([aGpu({ last_xid: 79 })]));
  const expected = {
    utilisation_ratio: 0.925,
    memory_used_bytes: 20_480 * MIB,
    memory_total_bytes: 24_576 * MIB,
    memory_unattributed_bytes: 512 * MIB,
    temperature_celsius: 71,
    power_watts: 348.5,
    power_limit_watts: 450,
    clock_hertz: 2_520_000_000,
    memory_clock_hertz: 10_501_000_000,
    fan_speed_ratio: 0.55,
    pcie_generation: 4,
    pcie_width: 16,
    last_xid: 79,
  };
  for (const [name, figure] of Object.entries(expected)) {
    expect(await value(name), name).toBeCloseTo(figure, 9);
  }
});

test('[N1] what a GPU is stands in the labels of one series', async () => {
  const { lines } = await scraped(
    heartbeat([aGpu({ name: 'A "B"', origin: 'simulated' }), aGpu({ uuid: '1' })]),
  );
  expect((await lines()).filter((it) => it.startsWith('rbee_gpu_info'))).toEqual([
    'rbee_gpu_info{hive_id="hive-gpu-1",gpu_uuid="GPU-0",index="0",vendor="nvidia",name="A \\"B\\"",pci="0000:65:00.0",origin="simulated"} 1',
    'rbee_gpu_info{hive_id="hive-gpu-1",gpu_uuid="1",index="0",vendor="nvidia",name="NVIDIA GeForce RTX 4090",pci="0000:65:00.0",origin=""} 1',
  ]);
});

test('[W2] an unknown or missing figure of a GPU has no series, instead of a zero', async () => {
  const { uuid, index, vendor, name } = aGpu();
  const bare = { uuid, index, vendor, name, util_pct: 0, vram_used_mb: 0, vram_total_mb: 0 };
  const unknown = { util_pct: 'asleep', vram_used_mb: 'asleep', vram_total_mb: 'asleep' } as const;
  const { lines } = await scraped(heartbeat([{ ...bare, unknown }]));
  const ofGpus = (await lines()).filter((it) => it.startsWith('rbee_gpu_'));
  expect(ofGpus.map((it) => it.split('{')[0])).toEqual(['rbee_gpu_info']);
});

test('[N1] each code of the health is a series, once; a healthy GPU has the code ok', async () => {
  const { lines } = await scraped(
    heartbeat([
      aGpu({ uuid: 'a', health: ['thermal', 'power_limit', 'thermal', 'of a "later" version'] }),
      aGpu({ uuid: 'b', health: [] }),
    ]),
  );
  const codes = (await lines()).flatMap(
    (it) => /^rbee_gpu_health\{.*uuid="(.*)",code="(.*)"\} 1$/.exec(it)?.slice(1) ?? [],
  );
  expect(codes).toEqual([
    ...['a', 'thermal', 'a', 'power_limit', 'a', 'of a \\"later\\" version'],
    ...['b', 'ok'],
  ]);
});

test('[N1] the parts of a divided GPU have their memory', async () => {
  const mig = [
    { uuid: 'MIG-1', vram_used_mb: 10, vram_total_mb: 20 },
    { uuid: 'MIG-2', vram_used_mb: 0, vram_total_mb: 20, unknown: { vram_used_mb: 'permission' as const } },
    { uuid: 'MIG-1', vram_used_mb: 11, vram_total_mb: 20 },
  ];
  const { value, lines } = await scraped(heartbeat([aGpu({ mig })]));
  expect(await value('mig_memory_used_bytes', ',mig_uuid="MIG-1"')).toBe(10 * MIB);
  expect(await value('mig_memory_total_bytes', ',mig_uuid="MIG-2"')).toBe(20 * MIB);
  expect((await lines()).filter((it) => it.includes('mig_uuid'))).toHaveLength(3);
});

test('[W3] what a worker uses of each of its GPUs is a series of each', async () => {
  const gpus = [
    { uuid: 'GPU-0', index: 0, vram_mb: 100, util_pct: 50 },
    { uuid: 'GPU-1', index: 1, vram_mb: 0, util_pct: 7, unknown: { vram_mb: 'wddm' as const } },
  ];
  const { metric, lines } = await scraped(
    heartbeat([], { workers: [aWorker({ gpus }), aWorker({ instance: '2' })] }),
  );
  const of = (name: string, uuid: string) =>
    metric(`rbee_worker_gpu_${name}{hive_id="hive-gpu-1",group="llm",instance="8080",gpu_uuid="${uuid}"}`);
  expect(await of('memory_bytes', 'GPU-0')).toBe(100 * MIB);
  expect(await of('memory_bytes', 'GPU-1')).toBeUndefined();
  expect([await of('use_ratio', 'GPU-0'), await of('use_ratio', 'GPU-1')]).toEqual([0.5, 0.07]);
  expect((await lines()).filter((it) => /gpu_(memory_bytes|use_ratio)/.test(it))).toHaveLength(3);
});

test('GPUs with equal uuids are one: two series with equal labels would spoil the whole scrape', async () => {
  const gpus = [
    { uuid: 'GPU-0', index: 0, vram_mb: 100, util_pct: 50 },
    { uuid: 'GPU-0', index: 1, vram_mb: 200, util_pct: 60 },
  ];
  const { lines } = await scraped(
    heartbeat([aGpu(), aGpu({ index: 1, util_pct: 3 })], { workers: [aWorker({ gpus })] }),
  );
  const series = (await lines()).map((it) => it.slice(0, it.lastIndexOf(' ')));
  expect(new Set(series).size).toBe(series.length);
});

test('[Q] GPUs belong to their hive: a filter has those of the hives that it has', async () => {
  const gpus = [{ uuid: 'GPU-0', index: 0, vram_mb: 100, util_pct: 50 }];
  const workers = [aWorker({ gpus }), aWorker({ group: 'tts', gpus })];
  const count = async (query: string) =>
    (await (await scraped(heartbeat([aGpu()], { workers }), query)).lines()).length;
  const ofCards = 14;
  expect(await count('?hive=hive-gpu-1')).toBe(ofCards + 6);
  expect(await count('?group=tts')).toBe(ofCards + 3);
  expect(await count('?group=none')).toBe(0);
});

test('[R1] a hive that is down has no series of GPUs', async () => {
  const { advance, lines } = await scraped(heartbeat([aGpu()]));
  advance(10_000);
  expect(await lines()).toEqual([]);
});

test('[Q] the GPUs of the largest machine are written in small pieces', async () => {
  const mig = Array.from({ length: LIMITS.maxGpus }, (_, n) => ({
    ...{ uuid: `MIG-${n}`, vram_used_mb: n, vram_total_mb: n },
  }));
  const gpus = Array.from({ length: LIMITS.maxGpus }, (_, n) => aGpu({ uuid: `GPU-${n}`, mig }));
  const { lines } = await scraped(heartbeat(gpus));
  expect((await lines()).filter((it) => it.startsWith('rbee_gpu_mig_memory_used'))).toHaveLength(64 * 64);
});
