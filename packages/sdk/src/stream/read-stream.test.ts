import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../platform.ts';
import { createFakeQueen } from '../testing/index.ts';
import { Authorization } from './authorization.ts';
import { readStream } from './read-stream.ts';

const rejections: unknown[] = [];
const onRejection = (reason: unknown) => void rejections.push(reason);
beforeEach(() => void process.on('unhandledRejection', onRejection));
afterEach(async () => {
  await new Promise((done) => setImmediate(done));
  process.off('unhandledRejection', onRejection);
  expect(rejections.splice(0)).toEqual([]);
});

function read(fetch: typeof globalThis.fetch) {
  const { signal } = new AbortController();
  return readStream(
    {
      fetch,
      baseUrl: 'http://queen',
      url: 'http://queen/stream',
      headers: {},
      authorization: new Authorization(undefined),
      signal,
      clock: systemClock,
    },
    () => {},
  );
}

test('an unreachable queen: the reason has its address and the cause of the error, where Node keeps it', async () => {
  const cause = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
  const end = await read(() => Promise.reject(new TypeError('fetch failed', { cause })));
  expect(end.reason).toBe('No answer from http://queen: ECONNREFUSED.');
});

test.each([
  'Failed to fetch',
  'Failed to fetch (queen)',
  'NetworkError when attempting to fetch resource.',
  'Load failed',
  'fetch failed',
])('the message "%s", which browsers give for every failure, is left out', async (message) => {
  const end = await read(() => Promise.reject(new TypeError(message)));
  expect(end.reason).toBe('No answer from http://queen.');
});

test.each(['network error', 'Error in input stream'])(
  'the message "%s" of a stream that was cut off is left out',
  async (message) => {
    const body = new ReadableStream({ start: (stream) => stream.error(new TypeError(message)) });
    const headers = { 'content-type': 'text/event-stream' };
    const end = await read(async () => new Response(body, { headers }));
    expect(end.reason).toBe('The stream was cut off.');
  },
);

test("the message of an error in the caller's own fetch is kept", async () => {
  const end = await read(() => Promise.reject(new TypeError('x is not a function')));
  expect(end.reason).toBe('No answer from http://queen: x is not a function.');
});

test('an answer that is not an event stream: the reason says that the address may be wrong', async () => {
  const page = new Response('<html>', { headers: { 'content-type': 'text/html' } });
  const end = await read(async () => page);
  expect(end.reason).toBe(
    'http://queen answered with text/html instead of an event stream; is it the address of a queen?',
  );
});

test('[H5] the reason of a refusal has the detail of its problem', async () => {
  const headers = { 'content-type': 'application/problem+json' };
  const body = JSON.stringify({ code: 'of_a_later_queen', detail: 'Pages of http://evil may not read.' });
  const end = await read(async () => new Response(body, { status: 403, headers }));
  expect(end.reason).toBe('http://queen answered 403: Pages of http://evil may not read.');
});

test('the reason of a refusal without a readable problem has its status', async () => {
  const headers = { 'content-type': 'application/problem+json' };
  expect((await read(async () => new Response('{', { status: 500, headers }))).reason).toBe(
    'http://queen answered 500.',
  );
  expect((await read(async () => new Response('gone', { status: 504 }))).reason).toBe(
    'http://queen answered 504.',
  );
});

test('a stream that is cut off has another reason than one that the queen closed', async () => {
  const queen = createFakeQueen();
  const broken = read(queen.fetch);
  queen.last().fail('socket hang up');
  expect((await broken).reason).toBe('The stream was cut off: socket hang up.');
  const closed = read(queen.fetch);
  queen.last().end();
  expect((await closed).reason).toBe('The queen closed the stream.');
});

test('requests an event stream', async () => {
  const queen = createFakeQueen();
  const end = read(queen.fetch);
  expect(queen.last().headers.get('accept')).toBe('text/event-stream');
  queen.last().end();
  await end;
});

test('an abort ends the reading, even when the network still delivers', async () => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const body = new Response(readable, { headers: { 'content-type': 'text/event-stream' } });
  const controller = new AbortController();
  const onBatch = vi.fn();
  const request = {
    fetch: async () => body,
    baseUrl: 'http://queen',
    url: 'http://queen/stream',
    headers: {},
    authorization: new Authorization(undefined),
    clock: systemClock,
  };
  const end = readStream({ ...request, signal: controller.signal }, onBatch);
  controller.abort();
  await writable.getWriter().write(new TextEncoder().encode('data: 1\n\n'));
  expect((await end).reason).toBe('The stream was aborted.');
  expect(onBatch).not.toHaveBeenCalled();
});

const EVENT_STREAM = { 'content-type': 'text/event-stream' };
const bodyWith = (getReader: () => unknown) => ({
  status: 200,
  headers: new Headers(EVENT_STREAM),
  body: { getReader },
});
const cyclic = new Error('round');
cyclic.cause = cyclic;

test.each<[string, () => unknown, RegExp]>([
  ['nothing', () => undefined, /^No answer from http:\/\/queen: `fetch` gave no response\.$/],
  ['null', () => null, /`fetch` gave no response\.$/],
  ['no promise and no response', () => 'ok', /`fetch` gave no response\.$/],
  ['a status alone', () => ({ status: 200 }), /`fetch` gave no response\.$/],
  ['a 200 without a body', () => new Response(null, { headers: EVENT_STREAM }), /that has no body\.$/],
  [
    'a response whose body is undefined, as in React Native',
    () => ({ status: 200, headers: new Headers(EVENT_STREAM) }),
    /that has no body\.$/,
  ],
  ['a refusal without any function', () => ({ status: 503, headers: new Headers() }), /answered 503\.$/],
  [
    'a problem that cannot be read',
    () => ({ status: 503, headers: new Headers({ 'content-type': 'application/problem+json' }) }),
    /answered 503\.$/,
  ],
  ['a body that is used already', () => lockedResponse(), /^The stream could not be read: .+\.$/],
  [
    'a body of text',
    () => bodyWith(() => ({ read: async () => ({ value: 'data: 1' }) })),
    /could not be read: /,
  ],
  [
    'a body that gives nothing',
    () => bodyWith(() => ({ read: async () => undefined })),
    /could not be read: /,
  ],
  ['a body that gives no promise', () => bodyWith(() => ({ read: () => undefined })), /could not be read: /],
  [
    'an error that is its own cause',
    () => Promise.reject(cyclic),
    /^No answer from http:\/\/queen: round\.$/,
  ],
  ['a rejection with no text', () => Promise.reject(Object.create(null)), /: object\.$/],
  [
    'a throw before the promise',
    () => {
      throw new Error('no network here');
    },
    /: no network here\.$/,
  ],
])('the end is a value with its reason when `fetch` gives %s', async (_, answer, reason) => {
  const end = await read(answer as unknown as typeof globalThis.fetch);
  expect(end.reason).toMatch(reason);
});

function lockedResponse(): Response {
  const response = new Response('data: 1\n\n', { headers: EVENT_STREAM });
  response.body?.getReader();
  return response;
}

test('a failure in what reads the frames ends the stream as a value', async () => {
  const queen = createFakeQueen();
  const { signal } = new AbortController();
  const address = { baseUrl: 'http://queen', url: 'http://queen/stream' };
  const authorization = new Authorization(undefined);
  const request = { fetch: queen.fetch, ...address, headers: {}, authorization, signal, clock: systemClock };
  const end = readStream(request, () => {
    throw new RangeError('Maximum call stack size exceeded');
  });
  queen.last().send('data: 1\n\n');
  expect((await end).reason).toBe('The stream could not be read: Maximum call stack size exceeded.');
});
