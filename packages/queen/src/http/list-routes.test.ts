import {
  createCheck,
  HivePageSchema,
  HiveViewSchema,
  WorkerPageSchema,
  type WorkerView,
} from '@rbee/contract';
import { aHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aQueen } from '../testing/index.ts';

async function aFleet() {
  const queen = await aQueen();
  const workers = [aWorker({ model: 'a' }), aWorker({ instance: '8081', group: 'tts', model: null })];
  await queen.post(aHeartbeat({ hive_id: 'two', workers, node: aNode() }));
  await queen.post(aHeartbeat({ hive_id: 'one', workers: [aWorker({ model: 'b' })] }));
  await queen.post(aHeartbeat({ hive_id: 'none', workers: [] }));
  const ids = async (path: string) => {
    const page = (await queen.get(path)) as { items: { worker_id?: string; hive_id: string }[] };
    return page.items.map((it) => it.worker_id ?? it.hive_id);
  };
  return { ...queen, ids };
}

test('[Q] lists match the schemas of the contract and are sorted by id', async () => {
  const { get, ids } = await aFleet();
  expect(createCheck(HivePageSchema).mismatch(await get('/v1/hives'))).toBeNull();
  expect(createCheck(WorkerPageSchema).mismatch(await get('/v1/workers'))).toBeNull();
  expect(createCheck(HiveViewSchema).mismatch(await get('/v1/hives/two'))).toBeNull();
  expect(await ids('/v1/hives')).toEqual(['none', 'one', 'two']);
  expect(await ids('/v1/workers')).toEqual(['one/llm/8080', 'two/llm/8080', 'two/tts/8081']);
});

test('[Q] hive, group and model filter both lists, and may be repeated', async () => {
  const { ids } = await aFleet();
  expect(await ids('/v1/hives?hive=one&hive=none')).toEqual(['none', 'one']);
  expect(await ids('/v1/hives?group=tts')).toEqual(['two']);
  expect(await ids('/v1/hives?group=tts&model=a')).toEqual([]);
  expect(await ids('/v1/workers?model=a&model=b')).toEqual(['one/llm/8080', 'two/llm/8080']);
  expect(await ids('/v1/workers?hive=two&group=llm')).toEqual(['two/llm/8080']);
});

test('[W5] a worker is found by each of its models', async () => {
  const { ids, post, get } = await aFleet();
  const models = [{ name: 'x' }, { name: 'y', pid: 7, rss_mb: 900 }];
  await post(aHeartbeat({ hive_id: 'many', workers: [aWorker({ model: 'x', models })] }));
  for (const path of ['/v1/workers?model=x', '/v1/workers?model=y', '/v1/workers?model=y&model=x']) {
    expect(await ids(path)).toEqual(['many/llm/8080']);
  }
  expect(await ids('/v1/hives?model=y')).toEqual(['many']);
  expect(await ids('/v1/workers?model=z')).toEqual([]);
  expect(await get('/v1/workers?model=y')).toMatchObject({ items: [{ model: 'x', models }] });
  await post(
    aHeartbeat({ hive_id: 'many', timestamp: '2025-10-30T20:15:31Z', workers: [aWorker({ model: 'x' })] }),
  );
  expect(await ids('/v1/workers?model=y')).toEqual([]);
  expect(await ids('/v1/hives?model=x')).toEqual(['many']);
});

test('[Q] the next page begins after the last item of the previous one', async () => {
  const { get, ids } = await aFleet();
  const first = await get('/v1/hives?limit=2');
  expect(first['items']).toHaveLength(2);
  expect(await ids(`/v1/hives?limit=2&cursor=${first['next_cursor']}`)).toEqual(['two']);
  expect((await get('/v1/hives?limit=3'))['next_cursor']).toBeNull();
});

test('[R2] [R4] a hive that is down keeps its last state, and its workers are not listed', async () => {
  const { get, ids, advance } = await aFleet();
  advance(10_000);
  expect(await get('/v1/hives/one')).toMatchObject({
    health: 'down',
    online: false,
    last_update: '2025-10-30T20:15:30.000Z',
    workers: [aWorker({ model: 'b' })],
  });
  expect(await ids('/v1/workers')).toEqual([]);
});

test('[R4] a deleted hive is not known', async () => {
  const { app, ids } = await aFleet();
  const deleted = await app.inject({ method: 'DELETE', url: '/v1/hives/one' });
  expect([deleted.statusCode, deleted.body]).toEqual([204, '']);
  expect(await ids('/v1/hives')).toEqual(['none', 'two']);
});

test('[R4] a hive is forgotten after a day of silence', async () => {
  const { clock, advance, ids } = await aFleet();
  clock.move(24 * 60 * 60 * 1000 - 250);
  advance(0);
  expect(await ids('/v1/hives')).toHaveLength(3);
  advance(250);
  await new Promise(setImmediate); // a day late, the queen listens first
  expect(await ids('/v1/hives')).toEqual([]);
});

test('[Q] a hive with the longest id is found by its percent-encoded id', async () => {
  const { post, get } = await aFleet();
  const hiveId = '@'.repeat(128);
  await post(aHeartbeat({ hive_id: hiveId }));
  expect(await get(`/v1/hives/${encodeURIComponent(hiveId)}`)).toMatchObject({ hive_id: hiveId });
});

test('[R5] workers are filtered by availability, model and free GPU memory', async () => {
  const queen = await aQueen();
  const idle = { gpu_util_pct: 0, model: 'a' };
  await queen.post(
    aHeartbeat({
      hive_id: 'small',
      workers: [
        aWorker({ ...idle, instance: '1', vram_mb: 20_000 }),
        aWorker({ ...idle, instance: '2', vram_mb: 1_000, gpu_util_pct: 3 }),
      ],
    }),
  );
  await queen.post(aHeartbeat({ hive_id: 'large', workers: [aWorker({ ...idle, instance: '1' })] }));
  await queen.post(aHeartbeat({ hive_id: 'none', workers: [aWorker({ ...idle, total_vram_mb: 0 })] }));
  const found = async (query: string) =>
    ((await queen.get(`/v1/workers?${query}`))['items'] as WorkerView[]).map((it) => [
      it.worker_id,
      it.free_vram_mb,
    ]);
  expect(await found('available=true&model=a&free_vram_mb=20000')).toEqual([['large/llm/1', 20_480]]);
  expect(await found('available=true&model=a&free_vram_mb=3000')).toEqual([
    ['large/llm/1', 20_480],
    ['small/llm/1', 3_576],
  ]);
  expect(await found('available=false')).toEqual([['small/llm/2', 3_576]]);
  expect(await found('available=true&hive=none')).toEqual([['none/llm/8080', null]]);
  queen.advance(3_000);
  expect(await found('available=true')).toEqual([]);
});

test('[R5] [W5] workers are filtered by free slots, and by models that are loaded', async () => {
  const queen = await aQueen();
  const running = (requests_running: number) => ({
    engine: { kind: 'llama.cpp', state: 'ready', slots: 4, requests_running } as const,
  });
  const models = [
    { name: 'a', state: 'loaded' as const },
    { name: 'b', state: 'unloaded' as const },
  ];
  await queen.post(
    aHeartbeat({
      workers: [
        aWorker({ instance: '1', model: 'a', ...running(3) }),
        aWorker({ instance: '2', model: 'a', models, ...running(0) }),
        aWorker({ instance: '3', model: 'b', models: [{ name: 'b', state: 'sleeping' }] }),
      ],
    }),
  );
  const found = async (query: string) =>
    ((await queen.get(`/v1/workers?${query}`))['items'] as WorkerView[]).map((it) => it.instance);
  expect(await found('free_slots=1')).toEqual(['1', '2']);
  expect(await found('free_slots=2')).toEqual(['2']);
  expect(await found('model=b')).toEqual(['2', '3']);
  expect(await found('model=b&loaded=true')).toEqual([]);
  expect(await found('loaded=true')).toEqual(['1', '2']);
  expect(await found('model=b&loaded=false')).toEqual(['2', '3']);
});
