import { aGpu, aHeartbeat, aNode, anEngine, aWorker } from '@rbee/contract/builders';
import { ABSENT, type Entity, FIELDS, isUnknown, reasonNumber, reasonOf } from '@rbee/history';
import { expect, test } from 'vitest';
import { aQueen, aRecordingQueen as aRecorder, cellOf, type KeptSample } from '../testing/index.ts';

const START = Date.UTC(2025, 9, 30, 20, 15, 30);
const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString();

const isWorker = (instance: string) => (it: Entity) => it.kind === 'worker' && it.instance === instance;
const isKind = (kind: Entity['kind']) => (it: Entity) => it.kind === kind;
const worker = (sample: KeptSample | undefined, field: keyof (typeof FIELDS)['worker']) =>
  sample && cellOf(sample, isWorker('8080'), field);
const reasonIn = (cell = ABSENT) => (isUnknown(cell) ? reasonOf(reasonNumber(cell)) : cell);

test('[P1] every figure of the history is read from the heartbeat, under its own name', async () => {
  const { send, history } = await aRecorder();
  const use = { uuid: 'GPU-0', index: 0, vram_mb: 4_096, util_pct: 85.5 };
  await send(
    aHeartbeat({
      node: aNode({ gpus: [aGpu()] }),
      workers: [aWorker({ pids: 3, started_at: at(-300), gpus: [use], engine: anEngine() })],
    }),
  );
  const [sample] = history.samples;
  if (!sample) throw new Error('Nothing was recorded.');
  expect(sample.layout).toMatchObject({ hive_id: 'hive-gpu-1', interval_ms: 1_000 });
  expect(sample.layout.entities).toEqual([
    { kind: 'node' },
    { kind: 'gpu', uuid: 'GPU-0', index: 0, name: 'NVIDIA GeForce RTX 4090' },
    {
      kind: 'worker',
      group: 'llm',
      instance: '8080',
      pid: 12345,
      started_at: at(-300),
      model: 'llama-3.2-1b',
      engine: 'vllm',
    },
    { kind: 'use', worker: 2, uuid: 'GPU-0' },
  ]);
  const figures = (kind: Entity['kind']) =>
    Object.fromEntries(
      Object.keys(FIELDS[kind]).map((field) => [field, cellOf(sample, isKind(kind), field as never)]),
    );
  expect(figures('node')).toEqual({
    ...{ cpu_pct: 12.5, load_1: 0.5, ram_used_mb: 4_096, ram_total_mb: 32_768, swap_used_mb: 0 },
    ...{ agent_cpu_pct: 0.4, agent_rss_mb: 60 },
  });
  const { uuid, index, vendor, name, pci, pcie_generation, pcie_width, health, ...gpu } = aGpu();
  expect(figures('gpu')).toEqual(gpu);
  const { kind, version, endpoint, state, ...engine } = anEngine();
  const { pid, group, instance, model, uptime_s, ...own } = aWorker();
  expect(figures('worker')).toEqual({ busy: 1, ...own, pids: 3, ...engine });
  expect(figures('use')).toEqual({ vram_mb: 4_096, util_pct: 85.5 });
});

test('figures that an engine gives only now and then have their columns from the start, once they are known', async () => {
  const { send, history } = await aRecorder();
  const { ttft_ms_p50, itl_ms_p50, ...quiet } = anEngine();
  const beat = (n: number, instance: string, engine: object) =>
    aHeartbeat({ timestamp: at(n), hive_id: instance, workers: [aWorker({ engine: engine as never })] });
  await send(beat(0, 'a', anEngine()), beat(1, 'b', quiet), beat(2, 'b', anEngine()));
  expect(history.seconds.map(({ layouts }) => layouts.length)).toEqual([1, 1, 0]);
  expect(worker(history.samples[1], 'ttft_ms_p50')).toBe(ABSENT);
  expect(worker(history.samples[2], 'ttft_ms_p50')).toBe(ttft_ms_p50);
  await send(beat(3, 'c', { ...quiet, kind: 'ollama' }));
  expect(worker(history.samples[3], 'ttft_ms_p50')).toBeUndefined();
});

test('[P2] unknown, absent and zero are three things', async () => {
  const { send, history } = await aRecorder();
  await send(
    aHeartbeat({ timestamp: at(0), workers: [aWorker({ vram_mb: 0, unknown: { vram_mb: 'mig' } })] }),
    aHeartbeat({ timestamp: at(1), workers: [aWorker({ vram_mb: 0, pids: 0 })] }),
    aHeartbeat({ timestamp: at(2), workers: [aWorker({ vram_mb: 0 })] }),
  );
  const [unknown, zero, absent] = history.samples;
  expect(reasonIn(worker(unknown, 'vram_mb'))).toBe('mig');
  expect([worker(unknown, 'pids'), worker(zero, 'pids'), worker(absent, 'pids')]).toEqual([
    undefined,
    0,
    ABSENT,
  ]);
  expect([worker(zero, 'vram_mb'), worker(absent, 'vram_mb')]).toEqual([0, 0]);
});

test('a figure that is partial or an upper bound is a value', async () => {
  const { send, history } = await aRecorder();
  const bounds = { partial: { vram_mb: 'unreadable_gpus' }, at_most: { rss_mb: 'not_measured' } };
  await send(aHeartbeat({ workers: [aWorker(bounds)] }));
  expect(worker(history.samples[0], 'vram_mb')).toBe(4_096);
  expect(worker(history.samples[0], 'rss_mb')).toBe(2_048);
});

test('[P1] busy is what the lists say of the worker', async () => {
  const { send, get, history } = await aRecorder();
  const none = { gpu_util_pct: 'permission', cpu_pct: 'permission' } as const;
  const cases = [
    aWorker(),
    aWorker({ gpu_util_pct: 0 }),
    aWorker({ gpu_util_pct: 0, engine: anEngine() }),
    aWorker({ gpu_util_pct: 0, total_vram_mb: 0, cpu_pct: 60 }),
    aWorker({ gpu_util_pct: 0, total_vram_mb: 0, cpu_pct: 60, cpu_busy: false }),
    aWorker({ gpu_util_pct: 0, unknown: none }),
    aWorker({ gpu_util_pct: 0, unknown: none, engine: anEngine({ requests_running: 0 }) }),
  ];
  for (const [n, it] of cases.entries()) {
    await send(aHeartbeat({ timestamp: at(n), workers: [it] }));
    const { items } = (await get('/v1/workers')) as { items: { activity: string }[] };
    const cell = worker(history.samples[n], 'busy');
    expect({ n, cell: reasonIn(cell) }).toEqual({
      n,
      cell: { busy: 1, idle: 0, unknown: 'not_exposed' }[items[0]?.activity ?? ''],
    });
  }
});

test('what the numbers mean is said once, and again when a worker restarts or another GPU is there', async () => {
  const { send, history } = await aRecorder();
  const beat = (n: number, pid = 1, gpus = [aGpu()]) =>
    aHeartbeat({ timestamp: at(n), node: aNode({ gpus }), workers: [aWorker({ pid, cpu_pct: n })] });
  await send(...[0, 1, 2, 3].map((n) => beat(n)));
  expect(history.seconds.map(({ layouts }) => layouts.length)).toEqual([1, 0, 0, 0]);
  await send(beat(4, 2), beat(5, 2), beat(6, 2, [aGpu(), aGpu({ uuid: 'GPU-1' })]));
  expect(history.seconds.map(({ layouts }) => layouts.length)).toEqual([1, 0, 0, 0, 1, 0, 1]);
  expect(history.openLayouts).toBe(1);
  expect(history.samples.map((it) => worker(it, 'cpu_pct'))).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('a figure that comes and goes keeps its column', async () => {
  const { send, history } = await aRecorder();
  const { ttft_ms_p50, ...quiet } = anEngine();
  const beat = (n: number, engine: object) =>
    aHeartbeat({ timestamp: at(n), workers: [aWorker({ engine: engine as never })] });
  await send(beat(0, quiet), ...[1, 2, 3, 4, 5, 6].map((n) => beat(n, n % 2 ? anEngine() : quiet)));
  expect(history.seconds.map(({ layouts }) => layouts.length)).toEqual([1, 1, 0, 0, 0, 0, 0]);
  expect(history.samples.map((it) => worker(it, 'ttft_ms_p50'))).toEqual([
    undefined,
    ...[ttft_ms_p50, ABSENT, ttft_ms_p50, ABSENT, ttft_ms_p50, ABSENT],
  ]);
});

test('of several GPUs with one uuid the first is kept', async () => {
  const { send, history } = await aRecorder();
  const use = { uuid: 'GPU-0', index: 0, vram_mb: 1, util_pct: 1 };
  await send(
    aHeartbeat({
      node: aNode({ gpus: [aGpu({ power_w: 1 }), aGpu({ power_w: 2 }), aGpu({ uuid: 'GPU-1' })] }),
      workers: [aWorker({ gpus: [use, { ...use, vram_mb: 2 }] }), aWorker({ instance: '2', gpus: [use] })],
    }),
  );
  const [sample] = history.samples;
  expect(sample?.layout.entities.map((it) => ('uuid' in it ? `${it.kind} ${it.uuid}` : it.kind))).toEqual([
    ...['node', 'gpu GPU-0', 'gpu GPU-1', 'worker', 'use GPU-0', 'worker', 'use GPU-0'],
  ]);
  expect(sample && cellOf(sample, isKind('gpu'), 'power_w')).toBe(1);
  expect(sample && cellOf(sample, isKind('use'), 'vram_mb')).toBe(1);
  expect(sample?.cells).toHaveLength(sample?.layout.columns.length ?? -1);
});

test('[P1] of the samples of one second the last is kept', async () => {
  const { post, advance, history } = await aRecorder();
  for (let n = 0; n < 30; n += 1) {
    const workers = [aWorker({ cpu_pct: n })];
    await post(aHeartbeat({ interval_ms: 100, timestamp: at(n / 10), workers }));
    advance(100);
  }
  advance(1_000);
  expect(history.samples.map((it) => worker(it, 'cpu_pct'))).toEqual([9, 19, 29]);
});

test('[P1] the last sample of a second is that with the latest time, however they arrive', async () => {
  const { post, advance, history } = await aRecorder();
  for (const [seq, tenth] of [1, 3, 2].entries()) {
    const workers = [aWorker({ cpu_pct: tenth })];
    await post(aHeartbeat({ interval_ms: 100, boot_id: 'a', seq, timestamp: at(tenth / 10), workers }));
  }
  advance(1_000);
  expect(history.samples.map((it) => worker(it, 'cpu_pct'))).toEqual([3]);
});

test('a node that says nothing of itself and a hive without workers are kept', async () => {
  const { send, history } = await aRecorder();
  await send(aHeartbeat({ workers: [] }), aHeartbeat({ timestamp: at(1), workers: [], node: aNode() }));
  expect(history.samples.map(({ layout }) => layout.entities)).toEqual([[], [{ kind: 'node' }]]);
});

test('a second is handed over each second, also if nothing was reported', async () => {
  const { advance, history } = await aRecorder();
  advance(3_000);
  expect(history.seconds.map((it) => it.at)).toEqual([1, 2, 3].map((n) => START + n * 1_000));
});

test('a queen that stops hands over what it has, and then closes the history', async () => {
  const { app, post, history } = await aRecorder();
  await post(aHeartbeat());
  expect(history.samples).toEqual([]);
  await app.close();
  expect([history.samples.length, history.isClosed]).toEqual([1, true]);
});

test('/v1/info and /metrics tell that there is a history', async () => {
  const { get, metric, history } = await aRecorder();
  expect(await get('/v1/info')).toMatchObject({ features: expect.arrayContaining(['history']) });
  const tier = { tier: '1s' as const, max_bytes: 2 ** 30, max_age_ms: 86_400_000, fits_ms: null };
  history.state = {
    state: 'paused',
    tiers: [
      { ...tier, oldest: at(0), bytes: 1_000, shortened: true },
      { ...tier, tier: '1m', oldest: null, bytes: 10, shortened: false },
    ],
    lost: 7,
    problems: ['There is no room on the disk.'],
  };
  expect(await metric('rbee_history_paused')).toBe(1);
  expect(await metric('rbee_history_lost_total')).toBe(7);
  expect(await metric('rbee_history_bytes{tier="1m"}')).toBe(10);
  expect(await metric('rbee_history_max_bytes{tier="1s"}')).toBe(2 ** 30);
  expect(await metric('rbee_history_shortened{tier="1s"}')).toBe(1);
  expect(await metric('rbee_history_oldest_timestamp_seconds{tier="1s"}')).toBe(START / 1_000);
  expect(await metric('rbee_history_oldest_timestamp_seconds{tier="1m"}')).toBeUndefined();
});

test('a queen without a history says nothing of one', async () => {
  const { get, app } = await aQueen();
  expect(await get('/v1/info')).not.toMatchObject({ features: expect.arrayContaining(['history']) });
  expect((await app.inject('/metrics')).body).not.toContain('rbee_history');
});
