import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Channel, ChannelEvents, Door, End, Refusal } from './channel.ts';
import { linkDoor, postDoor } from './index.ts';

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
  accepted: number;
  readonly freed: Buffer[];
  readonly refusals: Refusal[];
  readonly ends: End[];
}

function enter(door: Door): { channel: Channel; seen: Seen; say: (seq: number) => void } {
  const seen: Seen = { accepted: 0, freed: [], refusals: [], ends: [] };
  const events: ChannelEvents = {
    accepted: (count) => {
      seen.accepted += count;
    },
    refused: (refusal) => seen.refusals.push(refusal),
    free: (frame) => seen.freed.push(frame),
    over: (end) => seen.ends.push(end),
  };
  const channel = door.open(events);
  const say = (seq: number): void => {
    const body = Buffer.concat([door.opening, Buffer.from(`"seq":${seq}}`)]);
    const frame = Buffer.alloc(door.headBytes + body.length);
    body.copy(frame, door.headBytes);
    door.seal(frame);
    channel.send(frame, seq);
  };
  return { channel, seen, say };
}

const until = (condition: () => unknown) => vi.waitUntil(condition, { timeout: 10_000, interval: 5 });
const now = () => performance.now();

/** A server that keeps what was posted, and which connection it came by. */
async function posted(answer: (response: ServerResponse) => void) {
  const bodies: { body: unknown; request: IncomingMessage }[] = [];
  const url = await listen(
    createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      bodies.push({ body: JSON.parse(Buffer.concat(chunks).toString()), request });
      answer(response);
    }),
  );
  return { url, bodies };
}

test('[H1] heartbeats are posted one after the other over one connection', async () => {
  const { url, bodies } = await posted((response) => response.end('{"status":"ok"}'));
  const { channel, seen, say } = enter(postDoor({ url, now }));
  for (const seq of [1, 2, 3, 3]) say(seq);
  expect(channel.waitingSinceMs).toBeDefined();
  expect(channel.room).toBe(0);
  await until(() => seen.accepted === 4);
  expect(bodies.map(({ body }) => body)).toEqual([{ seq: 1 }, { seq: 2 }, { seq: 3 }, { seq: 3 }]);
  expect(new Set(bodies.map(({ request }) => request.socket.remotePort)).size).toBe(1);
  expect(bodies[0]?.request.headers).toMatchObject({ host: url.host, 'content-type': 'application/json' });
  expect([channel.room, channel.waitingSinceMs, seen.freed.length]).toEqual([4, undefined, 4]);
  channel.close();
  expect(seen.ends).toEqual([{ lost: 0, reason: 'it was closed from here', wasOpen: true }]);
});

test('[H5] a refusal carries the detail of the queen and its Retry-After', async () => {
  const { url } = await posted((response) =>
    response.writeHead(503, { 'retry-after': '3', connection: 'close' }).end('{"detail":"Too\\nbusy."}'),
  );
  const { seen, say } = enter(postDoor({ url, now }));
  say(1);
  await until(() => seen.ends.length > 0);
  expect(seen.refusals).toEqual([{ status: 503, detail: 'Too busy.', afterMs: 3_000 }]);
  expect(seen.ends[0]).toMatchObject({ lost: 0, wasOpen: true });
});

test.each([postDoor, linkDoor])(
  '%o: nobody there is an end, and what was to be sent is lost',
  async (doorTo) => {
    const server = createServer();
    const url = await listen(server);
    server.close();
    const { seen, say, channel } = enter(doorTo({ url, now }));
    say(1);
    await until(() => seen.ends.length > 0);
    expect(seen.ends).toEqual([{ lost: 1, reason: 'ECONNREFUSED', wasOpen: false }]);
    expect(channel.room).toBe(0);
  },
);

async function linked(hear: (text: string, say: (frame: object) => void) => void): Promise<URL> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => hear(String(data), (frame) => socket.send(JSON.stringify(frame))));
  });
  return listen(server);
}

test('heartbeats go over a link as text frames, and an ack covers those before it', async () => {
  const heard: unknown[] = [];
  const url = await linked((text, say) => {
    heard.push(JSON.parse(text));
    if (heard.length === 3) say({ type: 'ack', seq: 9 });
  });
  const { channel, seen, say } = enter(linkDoor({ url, now }));
  expect(channel.room).toBe(1);
  say(7);
  expect(channel.room).toBe(0);
  await until(() => channel.room === 7);
  for (const seq of [8, 9]) say(seq);
  await until(() => seen.accepted === 3);
  expect(heard).toEqual([7, 8, 9].map((seq) => ({ type: 'heartbeat', seq })));
  expect([channel.room, channel.waitingSinceMs, seen.freed.length]).toEqual([8, undefined, 3]);
  channel.close();
  expect(seen.ends).toEqual([{ lost: 0, reason: 'it was closed from here', wasOpen: true }]);
});

test('a queen without a link says so, and a link that is cut loses what was on its way', async () => {
  const { url } = await posted(() => {});
  const none = await listen(
    createServer().on('upgrade', (_, socket) => {
      socket.end('HTTP/1.1 404 Not Found\r\nRetry-After: 2\r\ncontent-length: 0\r\n\r\n');
    }),
  );
  const refused = enter(linkDoor({ url: none, now }));
  await until(() => refused.seen.ends.length > 0);
  expect(refused.seen.ends[0]).toMatchObject({ wasOpen: false, unlinked: { status: 404, afterMs: 2_000 } });

  const silent = enter(postDoor({ url, now }));
  silent.say(1);
  silent.say(2);
  silent.channel.cut('no answer');
  expect(silent.seen.ends[0]).toMatchObject({ lost: 2, reason: 'no answer' });
});
