import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { aHeartbeat, aNestedHeartbeat } from '@rbee/contract/builders';
import { expect, onTestFinished, test } from 'vitest';
import { aListeningQueen, type ListeningQueen } from '../testing/index.ts';

/** A body in parts, each sent by itself. */
type Body = string | readonly string[];

async function posted(
  port: number,
  body: Body,
  headers: IncomingHttpHeaders = {},
  agent: Agent | false = false,
) {
  const parts = typeof body === 'string' ? [body] : body;
  const length = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  const ask = request({
    ...{ port, host: '127.0.0.1', method: 'POST', path: '/v1/hive-heartbeat', agent },
    headers: { 'content-type': 'application/json', 'content-length': length, ...headers },
  });
  for (const part of parts) await new Promise((sent) => ask.write(part, sent));
  ask.end();
  const [response] = (await once(ask, 'response')) as [IncomingMessage];
  const said = (await response.setEncoding('utf8').toArray()).join('');
  const { date: _, ...rest } = response.headers;
  return { status: response.statusCode, headers: rest, said };
}

/** With it a request goes the way of all requests. */
const THE_LONG_WAY = { 'content-encoding': 'identity' };

const heartbeat = JSON.stringify(aHeartbeat());

test.each([
  ['a heartbeat', heartbeat, 200],
  ['the nested one', JSON.stringify(aNestedHeartbeat()), 200],
  ['a body that comes in parts', [heartbeat.slice(0, 20), heartbeat.slice(20)], 200],
  ['what is not as the wire asks', JSON.stringify({ ...aHeartbeat(), workers: 0 }), 422],
  ['what is no JSON', '{', 400],
  ['nothing', '', 400],
  ['too much', ' '.repeat(1024 * 1024 + 1), 413],
] satisfies [string, Body, number][])(
  '[H4] [H5] %s is answered alike, whichever way it goes',
  async (_, body, status) => {
    const short = await aListeningQueen();
    const answered = await posted(short.port, body);
    const long = await aListeningQueen();
    expect(answered).toEqual(await posted(long.port, body, THE_LONG_WAY));
    expect(answered.status).toBe(status);
    const counted = (queen: typeof short) =>
      Promise.all(['accepted', 'refused'].map((it) => queen.metric(`rbee_heartbeats_total{result="${it}"}`)));
    expect(await counted(short)).toEqual(await counted(long));
  },
);

/** Its event loop is two seconds late. */
function fallBehind({ advance, clock }: ListeningQueen): void {
  advance(500);
  clock.move(2_000);
  advance(250);
}

test('[H5] by a queen that has too much to do it is refused alike, whichever way it goes', async () => {
  const queen = await aListeningQueen({ random: () => 0.5 });
  fallBehind(queen);
  const answered = await posted(queen.port, heartbeat);
  expect(answered).toEqual(await posted(queen.port, heartbeat, THE_LONG_WAY));
  expect([answered.status, answered.headers['retry-after']]).toEqual([503, '6']);
  expect(await queen.metric('rbee_heartbeats_total{result="refused"}')).toBe(2);
});

test('[H5] a connection whose heartbeat was refused for that is kept, and the next is taken on it', async () => {
  const queen = await aListeningQueen();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  fallBehind(queen);
  expect((await posted(queen.port, heartbeat, {}, agent)).status).toBe(503);
  const [socket] = Object.values(agent.freeSockets).flat();
  queen.advance(1_000);
  expect((await posted(queen.port, heartbeat, {}, agent)).status).toBe(200);
  expect(Object.values(agent.freeSockets).flat()).toEqual([socket]);
});

test.each([
  ['of a page of another site', { origin: 'http://elsewhere.example' }, 403],
  ['to a foreign name', { host: 'elsewhere.example' }, 421],
  ['of a text', { 'content-type': 'text/plain' }, 415],
])('[H5] a heartbeat %s is refused', async (_what, headers, status) => {
  const { port, get } = await aListeningQueen();
  expect((await posted(port, heartbeat, headers)).status).toBe(status);
  expect(await get('/v1/hives')).toMatchObject({ items: [] });
});

test('a heartbeat that the queen fails at is answered 500, and the next is taken', async () => {
  const { port, clock } = await aListeningQueen();
  const { now } = clock;
  clock.now = () => {
    throw new Error('no time');
  };
  expect(JSON.parse((await posted(port, heartbeat)).said)).toMatchObject({ code: 'internal_error' });
  clock.now = now;
  expect((await posted(port, heartbeat)).status).toBe(200);
});
