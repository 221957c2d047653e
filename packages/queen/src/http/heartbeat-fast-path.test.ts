import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { aHeartbeat, aNestedHeartbeat } from '@rbee/contract/builders';
import { expect, onTestFinished, test } from 'vitest';
import { aListeningQueen, type ListeningQueen } from '../testing/index.ts';

/** A body in chunks, which are sent separately. */
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

/** With this header a request is handled by Fastify. */
const BY_FASTIFY = { 'content-encoding': 'identity' };

const heartbeat = JSON.stringify(aHeartbeat());

test.each([
  ['a heartbeat', heartbeat, 200],
  ['a nested heartbeat', JSON.stringify(aNestedHeartbeat()), 200],
  ['a body in two chunks', [heartbeat.slice(0, 20), heartbeat.slice(20)], 200],
  ['a field of the wrong type', JSON.stringify({ ...aHeartbeat(), workers: 0 }), 422],
  ['malformed JSON', '{', 400],
  ['an empty body', '', 400],
  ['a too large body', ' '.repeat(1024 * 1024 + 1), 413],
] satisfies [string, Body, number][])(
  '[H4] [H5] the fast path and Fastify give the same answer to %s',
  async (_, body, status) => {
    const fast = await aListeningQueen();
    const answered = await posted(fast.port, body);
    const full = await aListeningQueen();
    expect(answered).toEqual(await posted(full.port, body, BY_FASTIFY));
    expect(answered.status).toBe(status);
    expect(answered.headers['rbee-retry-ms']).toBe(status === 200 ? '1000' : undefined);
    const counted = (queen: typeof fast) =>
      Promise.all(['accepted', 'refused'].map((it) => queen.metric(`rbee_heartbeats_total{result="${it}"}`)));
    expect(await counted(fast)).toEqual(await counted(full));
  },
);

/** Makes the event loop two seconds late. */
function fallBehind({ advance, clock }: ListeningQueen): void {
  advance(500);
  clock.move(2_000);
  advance(250);
}

test('[H5] the fast path and Fastify give the same refusal while the queen is overloaded', async () => {
  const queen = await aListeningQueen({ random: () => 0.5 });
  fallBehind(queen);
  const answered = await posted(queen.port, heartbeat);
  expect(answered).toEqual(await posted(queen.port, heartbeat, BY_FASTIFY));
  expect([answered.status, answered.headers['retry-after']]).toEqual([503, '6']);
  expect(await queen.metric('rbee_heartbeats_total{result="refused"}')).toBe(2);
});

test('[H5] after a refusal for overload the connection is kept, and the next heartbeat on it is accepted', async () => {
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
  ['from a page of another origin', { origin: 'http://elsewhere.example' }, 403],
  ['to an unknown host name', { host: 'elsewhere.example' }, 421],
  ['with a plain text body', { 'content-type': 'text/plain' }, 415],
])('[H5] a heartbeat %s is refused', async (_what, headers, status) => {
  const { port, get } = await aListeningQueen();
  expect((await posted(port, heartbeat, headers)).status).toBe(status);
  expect(await get('/v1/hives')).toMatchObject({ items: [] });
});

test('after an internal error the heartbeat is answered with 500, and the next is accepted', async () => {
  const { port, clock } = await aListeningQueen();
  const { now } = clock;
  clock.now = () => {
    throw new Error('no time');
  };
  expect(JSON.parse((await posted(port, heartbeat)).said)).toMatchObject({ code: 'internal_error' });
  clock.now = now;
  expect((await posted(port, heartbeat)).status).toBe(200);
});
