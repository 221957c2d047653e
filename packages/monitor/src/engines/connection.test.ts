import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { type FakeHandler, startFakeEngine } from '../../testing/fake-engine.ts';
import { createManualEngineClock } from '../../testing/manual-engine-clock.ts';
import { jsonBody, metricsBody } from './answer-bodies.ts';
import { openHttp } from './connection.ts';

const json = (path: string, key: string | null = null) => ({ path, key, body: jsonBody });

/** A fake engine and a connection to it. */
async function setUp(isOwn = () => true) {
  const engine = await startFakeEngine(isOwn);
  const clock = createManualEngineClock();
  const connection = openHttp(engine.endpoint, clock);
  onTestFinished(() => connection.close());
  return { engine, clock, connection };
}

test('answers of a server that keeps connections come over one connection', async () => {
  const { engine, connection } = await setUp();
  engine.answer({ '/a': { body: { x: 1 } }, '/b': { body: 'b 2\n' } });
  expect(await connection.get(json('/a'))).toEqual({ ok: true, value: { x: 1 } });
  const metrics = await connection.get({ path: '/b', key: null, body: () => metricsBody(new Set(['b'])) });
  expect(metrics.ok && metrics.value.get('b')?.[0]?.value).toBe(2);
  expect(engine.connections).toBe(1);
  expect(engine.headers).not.toHaveProperty('authorization');
});

test('a connection that the server closed meanwhile is made again', async () => {
  const { engine, connection } = await setUp();
  let resets = 1;
  engine.answer({
    '/a': { body: 1 },
    '/b': (request, response) => {
      resets -= 1;
      if (resets === 0) request.socket.resetAndDestroy();
      else response.end('2');
    },
  });
  await connection.get(json('/a'));
  expect(await connection.get(json('/b'))).toEqual({ ok: true, value: 2 });
});

test('a key is sent as a bearer token', async () => {
  const { engine, connection } = await setUp();
  engine.answer({ '/a': { body: 1 } });
  await connection.get(json('/a', 'planted'));
  expect(engine.headers).toMatchObject({ authorization: 'Bearer planted' });
});

test.each([
  [401, 'protected'],
  [403, 'protected'],
  [404, 'absent'],
  [405, 'absent'],
  [501, 'absent'],
  [503, 'loading'],
  [500, 'unexpected'],
  [204, 'unexpected'],
])('the status %i is the failure %s', async (status, failure) => {
  const { engine, connection } = await setUp();
  engine.answer({ '/a': { status, body: status === 204 ? '' : '{}' } });
  expect(await connection.get(json('/a'))).toEqual({ ok: false, failure });
});

test('[E1] a redirect is not followed', async () => {
  const { engine, connection } = await setUp();
  const elsewhere = await startFakeEngine();
  const location = `http://127.0.0.1:${elsewhere.endpoint.port}/a`;
  engine.answer({ '/a': (_, response) => response.writeHead(302, { location }).end() });
  expect(await connection.get(json('/a', 'planted'))).toEqual({ ok: false, failure: 'unexpected' });
  expect(elsewhere.connections).toBe(0);
});

test('[E1] to a socket of another process nothing is sent', async () => {
  const { engine, connection } = await setUp(() => false);
  expect(await connection.get(json('/a', 'planted'))).toEqual({ ok: false, failure: 'not_own' });
  expect(engine.requests).toEqual([]);
});

test('no server is a refused connection', async () => {
  const { engine, connection } = await setUp();
  await engine.stop();
  expect(await connection.get(json('/a'))).toEqual({ ok: false, failure: 'refused' });
});

const silent: FakeHandler = () => {};
const half: FakeHandler = (_, response) => response.writeHead(200, { 'content-length': 9 }).write('{"a');

test.each([
  ['never', silent],
  ['only half of its answer', half],
])('a server that sends %s is given up after two seconds', async (_, handler) => {
  const { engine, clock, connection } = await setUp();
  engine.answer({ '/a': handler, '/b': { body: 1 } });
  const answer = connection.get(json('/a'));
  await expect.poll(() => engine.requests.length).toBe(1);
  clock.pass(2_000);
  expect(await answer).toEqual({ ok: false, failure: 'timeout' });
  expect(await connection.get(json('/b'))).toEqual({ ok: true, value: 1 });
});

const endless: FakeHandler = (_, response) => {
  const chunk = Buffer.alloc(65_536, 'a 1\n');
  const write = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', write);
  write();
};

test.each([
  ['JSON', jsonBody],
  ['metrics', () => metricsBody(new Set(['a']))],
])('[E1] an endless answer of %s is cut off', async (_, body: () => ReturnType<typeof jsonBody>) => {
  const { engine, connection } = await setUp();
  engine.answer({ '/a': endless });
  expect(await connection.get({ path: '/a', key: null, body })).toEqual({ ok: false, failure: 'unexpected' });
});

test.each<[string, FakeHandler]>([
  ['text in place of JSON', (_, response) => response.end('<html>')],
  ['an empty answer', (_, response) => response.end()],
  [
    'a compressed answer, which was not asked for',
    (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{}')),
  ],
  [
    'an answer that ends early',
    (request, response) => {
      response.writeHead(200, { 'content-length': 20 }).write('{"a":1}');
      setImmediate(() => request.socket.destroy());
    },
  ],
])('%s is unexpected', async (_, handler) => {
  const { engine, connection } = await setUp();
  engine.answer({ '/a': handler });
  expect(await connection.get(json('/a'))).toEqual({ ok: false, failure: 'unexpected' });
});

test('what is not HTTP is unexpected', async () => {
  const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const connection = openHttp(
    { address: '127.0.0.1', port, socket: '1', isOwn: () => true },
    createManualEngineClock(),
  );
  expect(await connection.get(json('/a'))).toEqual({ ok: false, failure: 'unexpected' });
});

/** A server on a Unix socket, and a connection to it. */
async function onUnixSocket({ isOwn = true, isThere = true } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-unix-'));
  const path = join(folder, 'a.sock');
  const requests: IncomingMessage[] = [];
  const server = createHttpServer((request, response) => {
    requests.push(request);
    response.end('{"x":1}');
  });
  await new Promise<void>((resolve) => void server.listen(path, resolve));
  let held = 0;
  const hold = () => {
    if (!isThere) return null;
    held += 1;
    const close = () => {
      held -= 1;
    };
    return { ownerId: 0, path, close };
  };
  const connection = openHttp({ path, socket: '1', isOwn: () => isOwn, hold }, createManualEngineClock());
  onTestFinished(() => {
    connection.close();
    server.close();
    rmSync(folder, { recursive: true });
  });
  return { connection, requests, held: () => held };
}

test('an engine on a Unix socket is asked over it, and its place is held only until it is connected', async () => {
  const { connection, requests, held } = await onUnixSocket();
  expect(await connection.get(json('/a', 'planted'))).toEqual({ ok: true, value: { x: 1 } });
  expect(await connection.get(json('/b'))).toEqual({ ok: true, value: { x: 1 } });
  expect(requests.map(({ url, headers }) => [url, headers.host, headers.authorization])).toEqual([
    ['/a', 'localhost', 'Bearer planted'],
    ['/b', 'localhost', undefined],
  ]);
  expect(held()).toBe(0);
});

test.each([{ isOwn: false }, { isThere: false }])(
  "[E1] to a Unix socket that is not the engine's own any more nothing is sent: %j",
  async (how) => {
    const { connection, requests, held } = await onUnixSocket(how);
    expect(await connection.get(json('/a', 'planted'))).toEqual({ ok: false, failure: 'not_own' });
    expect(requests).toEqual([]);
    await expect.poll(held).toBe(0);
  },
);
