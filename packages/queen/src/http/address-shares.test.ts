import { once } from 'node:events';
import { aHeartbeat } from '@rbee/contract/builders';
import { expect, test, vi } from 'vitest';
import { aListeningQueen, HiveLink, postText, RawConnection } from '../testing/index.ts';

const [GREEDY, OTHER] = ['127.0.0.1', '127.0.0.2'];

const streamText = (query: string): string =>
  `GET /v1/heartbeats/stream${query} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

/** Sends a request from an address, and returns the status of the answer. */
async function ask(port: number, address: string, text: string): Promise<number> {
  const connection = await RawConnection.open(port, address);
  await connection.say(text);
  const heard = await connection.hears(/^HTTP\/1\.1 \d+ /);
  return Number(heard.slice(9, 12));
}

const statuses = (port: number, address: string, texts: readonly string[]): Promise<number[]> =>
  Promise.all(texts.map((text) => ask(port, address, text)));

const count = (all: readonly number[], status: number): number => all.filter((it) => it === status).length;

test('[S9] one address opens views until it has its share; the standard views stay for it and for others', async () => {
  const { port, metric } = await aListeningQueen({ maxViews: 8 });
  const filtered = Array.from({ length: 8 }, (_, n) => streamText(`?hive=h${n}`));
  const greedy = await statuses(port, GREEDY, filtered);
  expect([count(greedy, 200), count(greedy, 503)]).toEqual([4, 4]);
  const standard = ['', '?view=summary', '?format=delta', '?view=full&format=whole'].map(streamText);
  expect(await statuses(port, GREEDY, standard)).toEqual([200, 200, 200, 200]);
  expect(await statuses(port, OTHER, [streamText('?hive=other')])).toEqual([200]);
  expect(await metric('rbee_limit_reached_total{limit="views",bound="address"}')).toBe(4);
});

test('[S9] one address watches until it has its share; another address finds room', async () => {
  const { port, metric } = await aListeningQueen({ maxWatchers: 8 });
  const greedy = await statuses(port, GREEDY, Array(8).fill(streamText('')));
  expect([count(greedy, 200), count(greedy, 503)]).toEqual([4, 4]);
  expect(await statuses(port, OTHER, [streamText('')])).toEqual([200]);
  expect(await metric('rbee_limit_reached_total{limit="watchers",bound="address"}')).toBe(4);
});

test('[L1] one address opens links until it has its share; another address finds room', async () => {
  const { port, metric } = await aListeningQueen({ maxLinks: 8 });
  for (let link = 0; link < 4; link += 1) await HiveLink.open(port);
  expect((await HiveLink.refused(port)).body['code']).toBe('overloaded');
  const other = await HiveLink.open(port, {}, { localAddress: OTHER });
  other.beat(aHeartbeat({ seq: 1 }));
  expect(await other.hears()).toMatchObject({ type: 'ack' });
  expect(await metric('rbee_limit_reached_total{limit="links",bound="address"}')).toBe(1);
});

test('[L1] the place of a link that ended is free again', async () => {
  const { port, metric } = await aListeningQueen({ maxLinks: 1 });
  const link = await HiveLink.open(port);
  link.socket.close();
  await link.closed();
  await vi.waitUntil(async () => (await metric('rbee_links')) === 0, { interval: 1 });
  await HiveLink.open(port);
});

/** The text of a heartbeat of that many bytes, with an ignored field. */
const largePost = (bytes: number): string =>
  postText(JSON.stringify({ ...aHeartbeat(), x: 'x'.repeat(bytes) }));

test('[H5] unfinished bodies of one address take its share; another address can still send', async () => {
  const { port, metric } = await aListeningQueen({ bodyBytes: 400_000 });
  const chunked = largePost(100_000).replace(/Content-Length: \d+/, 'Transfer-Encoding: chunked');
  const [head = '', body = ''] = chunked.split('\r\n\r\n');
  const texts = [
    ...Array(3).fill(largePost(100_000).slice(0, -10)),
    ...Array(3).fill(`${head}\r\n\r\n${body.length.toString(16)}\r\n${body}`),
  ];
  const connections = await Promise.all(texts.map(() => RawConnection.open(port, GREEDY)));
  await Promise.all(connections.map((connection, index) => connection.say(texts[index] as string)));
  const refused = 'rbee_limit_reached_total{limit="body_bytes",bound="address"}';
  await vi.waitUntil(async () => ((await metric(refused)) ?? 0) >= 4, { interval: 5, timeout: 5_000 });
  expect(await ask(port, OTHER, largePost(90_000))).toBe(200);
  for (const { socket } of connections) socket.destroy();
  await vi.waitUntil(async () => (await ask(port, GREEDY, largePost(150_000))) === 200, { interval: 5 });
});

test('[L1] unfinished frames of one address take its share; its links are ended, not those of another', async () => {
  const queen = await aListeningQueen({ bodyBytes: 500_000 });
  const frame = Buffer.alloc(150_000, ' ');
  const part = { fin: false };
  const [first, second, other] = [
    await HiveLink.open(queen.port),
    await HiveLink.open(queen.port),
    await HiveLink.open(queen.port, {}, { localAddress: OTHER }),
  ];
  for (const { socket } of [first, second, other]) {
    await new Promise((resolve) => socket.send(frame.toString(), part, resolve));
  }
  const codes: number[] = [];
  for (const link of [first, second]) void link.closed().then((code) => codes.push(code));
  const ended = (): boolean => {
    queen.advance(250);
    return codes.length > 0;
  };
  await vi.waitUntil(ended, { interval: 50 });
  expect(codes).toEqual([1013]);
  expect(other.socket.readyState).toBe(other.socket.OPEN);
});

test('one address opens connections until it has its share; another address finds room', async () => {
  const { port, metric } = await aListeningQueen({ maxConnections: 8 });
  const greedy = await Promise.all(Array.from({ length: 6 }, () => RawConnection.open(port, GREEDY)));
  await vi.waitUntil(() => greedy.filter(({ socket }) => socket.destroyed).length === 2, { interval: 5 });
  expect(await ask(port, OTHER, 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n')).toBe(200);
  expect(await metric('rbee_limit_reached_total{limit="connections",bound="address"}')).toBe(2);
  const [open] = greedy.filter(({ socket }) => !socket.destroyed);
  open?.socket.destroy();
  await once(open?.socket as never, 'close');
  await vi.waitUntil(async () => (await RawConnection.open(port, GREEDY)).socket.writable, { interval: 5 });
});

test('behind a trusted proxy the share is that of the client, and the proxy itself has none', async () => {
  const { port } = await aListeningQueen({ maxWatchers: 8, maxConnections: 8, trustedProxies: [GREEDY] });
  const from = (client: string) => streamText('').replace('Host', `X-Forwarded-For: ${client}\r\nHost`);
  const greedy = await statuses(port, GREEDY, Array(5).fill(from('192.0.2.1')));
  expect([count(greedy, 200), count(greedy, 503)]).toEqual([4, 1]);
  expect(await statuses(port, GREEDY, [from('192.0.2.2')])).toEqual([200]);
});
