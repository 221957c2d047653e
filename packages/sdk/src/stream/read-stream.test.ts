import { expect, test, vi } from 'vitest';
import { createFakeQueen } from '../testing/index.ts';
import { readStream } from './read-stream.ts';

function read(fetch: typeof globalThis.fetch) {
  const { signal } = new AbortController();
  return readStream(
    { fetch, baseUrl: 'http://queen', url: 'http://queen/stream', headers: {}, signal },
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
  };
  const end = readStream({ ...request, signal: controller.signal }, onBatch);
  controller.abort();
  await writable.getWriter().write(new TextEncoder().encode('data: 1\n\n'));
  expect((await end).reason).toBe('The stream was aborted.');
  expect(onBatch).not.toHaveBeenCalled();
});
