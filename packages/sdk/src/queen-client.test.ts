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

test('a `fetch` that gives nothing is an error with its reason', async () => {
  const client = createQueenClient({
    baseUrl: 'http://queen',
    fetch: async () => undefined as unknown as Response,
  });
  await expect(client.health()).rejects.toMatchObject({
    kind: 'unreachable',
    message: 'No answer from http://queen: `fetch` gave no response.',
  });
});

test('a redirect is not followed, so that no header field of the caller goes elsewhere', async () => {
  const { client, fetch } = clientOf(
    () => new Response(null, { status: 302, headers: { location: 'http://evil/v1' } }),
  );
  await expect(client.info()).rejects.toMatchObject({
    kind: 'refused',
    status: 302,
    message:
      'http://queen/rbee answered 302: a redirect to http://evil/v1, which is not followed; give the address of the queen itself.',
  });
  expect(fetch.mock.calls[0]?.[1]?.redirect).toBe('manual');
});

test('a redirect of which the browser tells nothing has its reason, too', async () => {
  const opaque = { status: 0, type: 'opaqueredirect', headers: new Headers(), body: null };
  const { client } = clientOf(() => opaque as unknown as Response);
  await expect(client.info()).rejects.toMatchObject({
    message: expect.stringMatching(
      /^http:\/\/queen\/rbee answered with a redirect: a redirect to another address, /,
    ),
  });
});

test('[H5] a refusal has the wait of its Retry-After', async () => {
  const answer = () => new Response('', { status: 503, headers: { 'retry-after': '60' } });
  const { client } = clientOf(answer);
  await expect(client.hives()).rejects.toMatchObject({ status: 503, retryAfterMs: 60_000 });
});

test('an answer without end is given up, and so is the reading of it', async () => {
  const piece = new Uint8Array(32 * 1024 * 1024).fill(32);
  const cancelled = vi.fn();
  const body = new ReadableStream({ pull: (stream) => stream.enqueue(piece), cancel: cancelled });
  const { client } = clientOf(() => new Response(body));
  await expect(client.info()).rejects.toMatchObject({
    kind: 'unexpected',
    message: expect.stringMatching(/is not a queen's: its body is longer than 256 MiB\.$/),
  });
  expect(cancelled).toHaveBeenCalledTimes(1);
});

test('[Q] a filter that may have any of no values finds nothing and asks for nothing', async () => {
  const { client, asked } = clientOf();
  const none = { items: [], next_cursor: null };
  expect(await client.workers({ hive: [] })).toEqual(none);
  expect(await client.hives({ model: [], group: 'llm' })).toEqual(none);
  const items: unknown[] = [];
  for await (const worker of client.allWorkers({ group: [] })) items.push(worker);
  expect(items).toEqual([]);
  expect(asked).toEqual([]);
});

test.each<[string, object, RegExp]>([
  ['a hive that is null', { hive: null }, /^hive must be a text or a list of texts, not null\.$/],
  [
    'a list with another value',
    { model: ['a', undefined] },
    /^model must be a text or a list of texts, not a list\.$/,
  ],
  ['a limit that is no number', { limit: Number.NaN }, /^limit must be a number, not NaN\.$/],
  ['a limit of text', { limit: '5' }, /^limit must be a number, not "5"\.$/],
  ['a text for a boolean', { available: 'true' }, /^available must be true or false, not "true"\.$/],
  ['a cursor that is a number', { cursor: 7 }, /^cursor must be a text, not 7\.$/],
  ['a filter that there is not', { modle: 'x' }, /^There is no filter "modle"; there are hive, group, /],
])('[Q] %s is refused in one sentence before it is sent', async (_, query, message) => {
  const { client, asked } = clientOf();
  await expect(client.workers(query)).rejects.toThrow(message);
  expect(asked).toEqual([]);
});

test.each([null, 'hive', ['hive']])('[Q] a query that is %j is refused', async (query) => {
  const { client } = clientOf();
  await expect(client.hives(query as object)).rejects.toThrow(/^The query must be an object such as /);
});

test('an id or a signal of another type is refused', async () => {
  const { client } = clientOf();
  await expect(client.hive(undefined as unknown as string)).rejects.toThrow(
    /^hiveId must be the id of a hive/,
  );
  const signal = {} as AbortSignal;
  await expect(client.health({ signal })).rejects.toThrow(/^signal must be an AbortSignal/);
});

test('[Q] cursors that go round in a circle are an error and no endless loop', async () => {
  const pageTo = (next_cursor: string) => json({ items: [aHiveView('a')], next_cursor });
  const { client, asked } = clientOf(pageTo('x'), pageTo('y'), pageTo('x'));
  const read = async () => {
    for await (const _ of client.allHives());
  };
  await expect(read()).rejects.toMatchObject({ kind: 'unexpected' });
  expect(asked).toHaveLength(3);
});

test.each(['any', 'timeout'] as const)(
  'without `AbortSignal.%s` requests work, time out and are cancelled',
  async (name) => {
    vi.useFakeTimers();
    const original = AbortSignal[name];
    Object.assign(AbortSignal, { [name]: undefined });
    try {
      const { client } = clientOf(() => new Response(''));
      const controller = new AbortController();
      expect(await client.health({ signal: controller.signal })).toBeUndefined();
      const silent = createQueenClient({ baseUrl: 'http://queen', fetch: untilAborted });
      const cancelled = silent.health({ signal: controller.signal });
      controller.abort(new Error('changed my mind'));
      await expect(cancelled).rejects.toThrow('changed my mind');
      if (name === 'timeout') {
        const late = expect(silent.health()).rejects.toThrow('nothing came within 10 s');
        await vi.advanceTimersByTimeAsync(10_000);
        await late;
      }
    } finally {
      Object.assign(AbortSignal, { [name]: original });
      vi.useRealTimers();
    }
  },
);

test('a `fetch` that does not heed its signal cannot hold a request up', async () => {
  const client = createQueenClient({ baseUrl: 'http://queen', fetch: () => new Promise(() => {}) });
  const controller = new AbortController();
  const answer = client.health({ signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(answer).rejects.toThrow('enough');
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
