import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Heartbeat } from '@rbee/contract';
import { aHeartbeat } from '@rbee/contract/builders';
import { systemClock } from '@rbee/hive';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { certificate } from '../../../../../packages/queen/src/testing/certificate.ts';
import { linkOrPostTransport, linkTransport, postTransport, sourceAddresses } from './index.ts';
import type { Answer, Connection, ConnectionEnd, Transport } from './transport.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function listen(server: Server): Promise<URL> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/there`);
}

interface Seen {
  readonly heard: unknown[];
  readonly answers: Answer[];
  readonly ends: ConnectionEnd[];
}

function connect(
  transport: Transport,
  token?: string,
): { connection: Connection; seen: Seen; send: (seq: number) => void } {
  const seen: Seen = { heard: [], answers: [], ends: [] };
  const events = {
    opened: () => {},
    heard: (retryMs: unknown) => seen.heard.push(retryMs),
    ended: (end: ConnectionEnd) => seen.ends.push(end),
  };
  const connection = transport.open(events, token);
  const send = (seq: number): void => {
    void connection.send(aHeartbeat({ seq })).then((answer) => seen.answers.push(answer));
  };
  return { connection, seen, send };
}

const until = (condition: () => unknown) => vi.waitUntil(condition, { timeout: 10_000, interval: 5 });
const clock = systemClock;
const SENT = { kind: 'sent' };

/** A server that keeps what was posted, and on which connection. */
async function startPosted(answer: (response: ServerResponse) => void) {
  const posts: { seq: unknown; request: IncomingMessage }[] = [];
  const url = await listen(
    createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      posts.push({ seq: (JSON.parse(Buffer.concat(chunks).toString()) as Heartbeat).seq, request });
      answer(response);
    }),
  );
  return { url, posts };
}

/** A server of links that calls `hear` with each frame. */
async function startLinks(hear: (text: string, reply: (frame: object) => void) => void): Promise<URL> {
  const server = createServer();
  new WebSocketServer({ server }).on('connection', (socket) => {
    socket.on('message', (data) => hear(String(data), (frame) => socket.send(JSON.stringify(frame))));
  });
  return listen(server);
}

/** A server that answers the upgrade with 404. */
const startWithoutLinks = (headers = ''): Promise<URL> =>
  listen(
    createServer((_, response) => response.end('{}')).on('upgrade', (_, socket) => {
      socket.end(`HTTP/1.1 404 Not Found\r\n${headers}content-length: 0\r\n\r\n`);
    }),
  );

test('[H1] heartbeats are posted one after the other over one connection', async () => {
  const { url, posts } = await startPosted((response) => response.end('{"status":"ok"}'));
  const { connection, seen, send } = connect(postTransport({ url, clock }));
  for (const seq of [1, 2, 3, 3]) send(seq);
  expect(connection.room).toBe(0);
  await until(() => seen.answers.length === 4);
  expect(seen.answers).toEqual([SENT, SENT, SENT, SENT]);
  expect(posts.map(({ seq }) => seq)).toEqual([1, 2, 3, 3]);
  expect(new Set(posts.map(({ request }) => request.socket.remotePort)).size).toBe(1);
  expect(posts[0]?.request.headers).toMatchObject({ host: url.host, 'content-type': 'application/json' });
  expect(connection.room).toBe(4);
  connection.close();
  expect(seen.ends).toMatchObject([{ reason: 'the connection was closed by the simulator', wasOpen: true }]);
});

test('[H5] a refusal has the detail of the queen and its Retry-After', async () => {
  const { url } = await startPosted((response) =>
    response
      .writeHead(503, { 'retry-after': '3', connection: 'close' })
      .end('{"code":"overloaded","detail":"Too\\nbusy."}'),
  );
  const { seen, send } = connect(postTransport({ url, clock }));
  send(1);
  await until(() => seen.ends.length > 0 && seen.answers.length > 0);
  expect(seen.answers).toEqual([{ kind: 'retry', reason: '503 Too busy', afterMs: 3_000, isRefused: true }]);
  expect(seen.ends[0]).toMatchObject({ wasOpen: true });
});

test('[L4] both transports pass on the retry_ms of the queen', async () => {
  const { url } = await startPosted((response) =>
    response.writeHead(200, { 'Rbee-Retry-Ms': '3000' }).end('{"status":"ok"}'),
  );
  const post = connect(postTransport({ url, clock }));
  post.send(1);
  const links = await startLinks((_, reply) => reply({ type: 'ack', seq: 1, retry_ms: 2_000 }));
  const link = connect(linkTransport({ url: links, clock }));
  link.send(1);
  await until(() => post.seen.answers.length > 0 && link.seen.answers.length > 0);
  expect([post.seen.heard, link.seen.heard]).toEqual([[3_000], [2_000]]);
});

test('[A2] both transports show the token of their hive', async () => {
  const { url, posts } = await startPosted((response) => response.end('{"status":"ok"}'));
  const shown: unknown[] = [];
  const linked = createServer();
  new WebSocketServer({ server: linked }).on('connection', (_, { headers }) =>
    shown.push(headers.authorization),
  );
  const links = await listen(linked);
  const post = connect(postTransport({ url, clock }), 'one');
  post.send(1);
  const link = connect(linkTransport({ url: links, clock }), 'two');
  await until(() => posts.length > 0 && shown.length > 0);
  expect([posts[0]?.request.headers.authorization, shown]).toEqual(['Bearer one', ['Bearer two']]);
  post.connection.close();
  link.connection.close();
});

test('[A3] to a queen with another key than the invite says no transport sends anything', async () => {
  const { pem, key } = certificate('queen', 'server');
  const heard: string[] = [];
  const server = createSecureServer({ cert: pem, key }, () => heard.push('request'));
  server.on('upgrade', () => heard.push('upgrade'));
  const { port } = new URL(await listen(server));
  const url = new URL(`https://127.0.0.1:${port}/`);
  const pin = 'p'.repeat(43);
  const connections = [postTransport, linkTransport].map((it) => connect(it({ url, clock, pin }), 'token'));
  for (const { send } of connections) send(1);
  await until(() => connections.every(({ seen }) => seen.ends.length > 0 && seen.answers.length > 0));
  expect(connections.map(({ seen }) => [seen.answers, seen.ends[0]?.reason])).toEqual([
    [[{ kind: 'lost' }], 'the queen has another key than the invite says'],
    [[{ kind: 'lost' }], 'PIN_MISMATCH'],
  ]);
  expect(heard).toEqual([]);
});

test.runIf(process.platform === 'linux')(
  'both transports connect from the addresses that they are given',
  async () => {
    const { url, posts } = await startPosted((response) => response.end('{"status":"ok"}'));
    const linked = createServer();
    const from: (string | undefined)[] = [];
    new WebSocketServer({ server: linked }).on('connection', (_, { socket }) =>
      from.push(socket.remoteAddress),
    );
    const links = await listen(linked);
    const sources = sourceAddresses(url);
    const connections = [1, 2, 3].flatMap((seq) => {
      const post = connect(postTransport({ url, clock, sources }));
      post.send(seq);
      return [post, connect(linkTransport({ url: links, clock, sources }))];
    });
    await until(() => posts.length === 3 && from.length === 3);
    const all = [...from, ...posts.map(({ request }) => request.socket.remoteAddress)];
    expect(new Set(all).size).toBe(6);
    expect(all.every((address) => address?.startsWith('127.0.0.'))).toBe(true);
    for (const { connection } of connections) connection.close();
  },
);

test.each([postTransport, linkTransport])(
  '%o: a connection that cannot be opened ends, and its heartbeats are lost',
  async (transportTo) => {
    const server = createServer();
    const url = await listen(server);
    server.close();
    const { seen, send, connection } = connect(transportTo({ url, clock }));
    send(1);
    await until(() => seen.ends.length > 0 && seen.answers.length > 0);
    expect(seen.ends).toMatchObject([{ reason: 'ECONNREFUSED', wasOpen: false }]);
    expect(seen.answers).toEqual([{ kind: 'lost' }]);
    expect(connection.room).toBe(0);
  },
);

test.each([postTransport, linkTransport])(
  '%o: no answer in time ends the connection',
  async (transportTo) => {
    const posts = createServer(() => {});
    new WebSocketServer({ server: posts });
    const url = await listen(posts);
    const quick = { ...clock, after: (_: number, run: () => void) => clock.after(200, run) };
    const { seen, send } = connect(transportTo({ url, clock: quick }));
    send(1);
    await until(() => seen.ends.length > 0 && seen.answers.length > 0);
    expect(seen.ends[0]?.reason).toMatch(/^no answer within \d s$/);
    expect(seen.answers).toEqual([{ kind: 'lost' }]);
  },
);

test('[L5] a link sends a whole heartbeat, then changes', async () => {
  const heard: { type: string; seq: number }[] = [];
  const url = await startLinks((text, reply) => {
    const { type, seq } = JSON.parse(text) as { type: string; seq: number };
    heard.push({ type, seq });
    if (seq !== 8) reply({ type: 'ack', seq, accepts: ['changes'] });
  });
  const { connection, seen, send } = connect(linkTransport({ url, clock }));
  expect(connection.room).toBe(1);
  send(7);
  expect(connection.room).toBe(0);
  await until(() => seen.answers.length === 1);
  expect(connection.room).toBe(8);
  for (const seq of [8, 9, 9]) send(seq);
  await until(() => seen.answers.length === 4);
  expect(heard).toEqual([
    { type: 'heartbeat', seq: 7 },
    { type: 'changes', seq: 8 },
    { type: 'changes', seq: 9 },
    { type: 'changes', seq: 9 },
  ]);
  expect(seen.answers).toEqual([SENT, SENT, SENT, SENT]);
  connection.close();
  expect(seen.ends).toMatchObject([{ wasOpen: true }]);
});

test('falls back to POST when the queen has no link, and says why once', async () => {
  const { url, posts } = await startPosted((response) => response.end('{"status":"ok"}'));
  const reasons: string[] = [];
  const links = linkTransport({ url: await startWithoutLinks(), clock });
  const transport = linkOrPostTransport(links, postTransport({ url, clock }), (why) => reasons.push(why));
  const [first, second] = [connect(transport), connect(transport)];
  await until(() => first.seen.ends.length + second.seen.ends.length === 2);
  expect(reasons).toEqual(['the WebSocket upgrade was answered with 404']);
  const third = connect(transport);
  third.send(1);
  await until(() => third.seen.answers.length > 0);
  expect(posts).toHaveLength(1);
});

test('[L4] a refused link with Retry-After is tried again after that time', async () => {
  const { seen } = connect(linkTransport({ url: await startWithoutLinks('Retry-After: 2\r\n'), clock }));
  await until(() => seen.ends.length > 0);
  expect(seen.ends[0]).toMatchObject({ wasOpen: false, isUnlinked: false, afterMs: 2_000 });
});
