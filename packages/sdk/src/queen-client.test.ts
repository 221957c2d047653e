import type { HiveView, Problem, QueenInfo, WorkerView } from '@rbee/contract';
import { aWorker } from '@rbee/contract/builders';
import { expect, test, vi } from 'vitest';
import { createQueenClient } from './queen-client.ts';
import { QueenError } from './request.ts';

const T0 = '2025-10-30T20:15:30Z';

const aHiveView = (hive_id: string): HiveView => ({
  hive_id,
  health: 'healthy',
  online: true,
  available: true,
  last_update: T0,
  sampled_at: T0,
  clock_skew_ms: 0,
  interval_ms: 1_000,
  workers: [aWorker()],
});

const aWorkerView = (worker_id: string): WorkerView => ({
  ...aWorker(),
  worker_id,
  hive_id: 'a',
  activity: 'busy',
  busy: true,
  available: false,
  free_vram_mb: 20_480,
  last_update: T0,
});

/** A client whose requests are answered in turn. */
function clientOf(...answers: (() => Response | Promise<Response>)[]) {
  const asked: string[] = [];
  const fetch = vi.fn<typeof globalThis.fetch>(async (input, init) => {
    asked.push(`${init?.method} ${String(input)}`);
    const answer = answers.shift();
    if (!answer) throw new Error('nobody answers');
    return answer();
  });
  return { client: createQueenClient({ baseUrl: 'http://queen/rbee', fetch }), asked, fetch };
}

const json = (value: unknown) => () => Response.json(value);
const refuse = (problem: Problem) => () =>
  Response.json(problem, {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
  });

const UNKNOWN_HIVE: Problem = {
  type: 'about:blank',
  title: 'No such hive is known',
  status: 404,
  code: 'hive_not_found',
  detail: 'No hive is named b.',
};

test('[Q] a page of hives, with filters that may be repeated', async () => {
  const page = { items: [aHiveView('a')], next_cursor: null };
  const { client, asked } = clientOf(json(page), json(page));
  expect(await client.hives()).toEqual(page);
  await client.hives({ hive: ['a', 'b'], model: 'x/y z', limit: 5, cursor: 'c&d' });
  expect(asked).toEqual([
    'GET http://queen/rbee/v1/hives',
    'GET http://queen/rbee/v1/hives?hive=a&hive=b&model=x%2Fy+z&limit=5&cursor=c%26d',
  ]);
});

test('[Q] all hives come page by page, and no page is requested before it is needed', async () => {
  const { client, asked } = clientOf(
    json({ items: [aHiveView('a'), aHiveView('b')], next_cursor: 'b' }),
    json({ items: [aHiveView('c')], next_cursor: null }),
  );
  const ids: string[] = [];
  for await (const hive of client.allHives({ group: 'llm', limit: 2 })) {
    ids.push(hive.hive_id);
    if (hive.hive_id === 'b') expect(asked).toHaveLength(1);
  }
  expect(ids).toEqual(['a', 'b', 'c']);
  expect(asked[1]).toBe('GET http://queen/rbee/v1/hives?group=llm&limit=2&cursor=b');
});

test('[Q] all workers; a repeated cursor is an error and no endless loop', async () => {
  const page = { items: [aWorkerView('a/llm/1')], next_cursor: 'x' };
  const { client } = clientOf(json(page), json(page), json(page));
  const read = async () => {
    const ids: string[] = [];
    for await (const worker of client.allWorkers()) ids.push(worker.worker_id);
    return ids;
  };
  await expect(read()).rejects.toMatchObject({ name: 'QueenError', kind: 'unexpected' });
});

test('[Q] one hive is read and deleted by its path', async () => {
  const { client, asked } = clientOf(json(aHiveView('a')), () => new Response(null, { status: 204 }));
  expect(await client.hive('a:1@b')).toEqual(aHiveView('a'));
  expect(await client.deleteHive('a:1@b')).toBeUndefined();
  expect(asked).toEqual([
    'GET http://queen/rbee/v1/hives/a%3A1%40b',
    'DELETE http://queen/rbee/v1/hives/a%3A1%40b',
  ]);
  for (const id of ['', '.', '..']) await expect(client.hive(id)).rejects.toThrow(TypeError);
  expect(asked).toHaveLength(2);
});

test('[Q] info, health and readiness', async () => {
  const info: QueenInfo = {
    base_url: 'http://queen',
    port: 7833,
    version: '0.1.0',
    features: [],
    build_timestamp: null,
  };
  const stopping: Problem = {
    ...UNKNOWN_HIVE,
    status: 503,
    code: 'stopping',
    detail: 'The queen is stopping.',
  };
  const ok = () => new Response('');
  const { client } = clientOf(json(info), ok, ok, refuse(stopping), refuse(UNKNOWN_HIVE));
  expect(await client.info()).toEqual(info);
  expect(await client.health()).toBeUndefined();
  expect(await client.ready()).toBe(true);
  expect(await client.ready()).toBe(false);
  await expect(client.ready()).rejects.toMatchObject({ status: 404 });
});

test('[H5] a refusal has code, status and problem, and the detail as its message', async () => {
  const { client } = clientOf(refuse(UNKNOWN_HIVE));
  const error = await client.hive('b').catch((it: unknown) => it);
  expect(error).toBeInstanceOf(QueenError);
  expect(error).toMatchObject({
    message: 'http://queen/rbee answered 404: No hive is named b.',
    kind: 'refused',
    status: 404,
    code: 'hive_not_found',
    problem: UNKNOWN_HIVE,
  });
});

test('the error of an answer that the wire does not allow names the field', async () => {
  const { client } = clientOf(json({ items: [{ ...aHiveView('a'), health: 'fine' }], next_cursor: null }));
  await expect(client.hives()).rejects.toMatchObject({
    kind: 'unexpected',
    message: expect.stringMatching(/\/items\/0\/health must be one of healthy, degraded, down\.$/),
  });
  const page = clientOf(() => new Response('<html>'));
  await expect(page.client.info()).rejects.toMatchObject({ kind: 'unexpected', status: null });
});

test('an unreachable queen has another kind of error than one that refuses', async () => {
  const cause = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:7833') });
  const { client } = clientOf(() => Promise.reject(cause));
  await expect(client.health()).rejects.toMatchObject({
    kind: 'unreachable',
    status: null,
    code: null,
    cause,
    message: 'No answer from http://queen/rbee: connect ECONNREFUSED 127.0.0.1:7833.',
  });
});

const untilAborted: typeof globalThis.fetch = (_, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
  });

test('a queen that does not answer in time is unreachable', async () => {
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort());
  const fetch: typeof globalThis.fetch = async (_, init) => Promise.reject(init?.signal?.reason);
  const client = createQueenClient({ baseUrl: 'http://queen', fetch, timeoutMs: 2_500 });
  await expect(client.health()).rejects.toMatchObject({
    kind: 'unreachable',
    message: 'No answer from http://queen: nothing came within 2.5 s.',
  });
  expect(timeout).toHaveBeenCalledExactlyOnceWith(2_500);
  timeout.mockRestore();
});

test('a cancelled request is rejected with the reason of its signal', async () => {
  const client = createQueenClient({ baseUrl: 'http://queen', fetch: untilAborted });
  const controller = new AbortController();
  const answer = client.health({ signal: controller.signal });
  const reason = new Error('changed my mind');
  controller.abort(reason);
  await expect(answer).rejects.toBe(reason);
});

test('an option that is not allowed throws a sentence that names it', () => {
  expect(() => createQueenClient({ baseUrl: 'queen' })).toThrow(/^baseUrl must be /);
  expect(() => createQueenClient({ timeoutMs: 0 })).toThrow(/^timeoutMs must be .*not 0/);
  expect(() => createQueenClient({ headers: { 'x\n': 'y' } })).toThrow(/^headers must be /);
});
