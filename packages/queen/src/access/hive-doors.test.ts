import { once } from 'node:events';
import { changesBetween, flatten } from '@rbee/contract';
import { aHeartbeat, aNestedHeartbeat } from '@rbee/contract/builders';
import { expect, test, vi } from 'vitest';
import {
  aGuardedQueen,
  bearer,
  type GuardedQueen,
  HiveLink,
  postText,
  RawConnection,
} from '../testing/index.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
/** With this header Fastify handles a heartbeat. */
const BY_FASTIFY = { 'content-encoding': 'identity' };

const ID = 'hive-gpu-1';

/** POSTs over the network: `inject` would pass the fast path by. */
async function posted({ base }: GuardedQueen, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${base}/v1/hive-heartbeat`, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify(body),
  });
  const { code } = (await response.json()) as { readonly code?: string };
  return { status: response.status, code, headers: response.headers };
}

test.each([
  ['the fast path', {}],
  ['Fastify', BY_FASTIFY],
])('[A1] [A3] %s takes a heartbeat for the token of its hive only', async (_by, more) => {
  const queen = await aGuardedQueen();
  const hive = bearer(queen.who.hive(ID));
  const send = async (body: object, headers: object) => {
    const { status, code } = await posted(queen, body, { ...more, ...headers });
    return code ?? status;
  };
  expect(await send(aHeartbeat(), {})).toBe('unauthenticated');
  expect(await send(aHeartbeat(), bearer(`rbh_${'x'.repeat(43)}`))).toBe('unauthenticated');
  expect(await send(aHeartbeat(), bearer(queen.who.program(['admin'])))).toBe('forbidden');
  expect(await send(aHeartbeat(), { cookie: `rbee=${await queen.who.person('admin')}` })).toBe('forbidden');
  expect(await send(aHeartbeat({ hive_id: 'other' }), hive)).toBe('wrong_hive');
  expect(await send(aHeartbeat({ hive_id: 'other', backfill: true }), hive)).toBe('wrong_hive');
  const nested = aNestedHeartbeat();
  const foreign = { ...nested, hive: { ...nested.hive, id: 'other' } };
  expect(await send(foreign, hive)).toBe('wrong_hive');
  expect(await queen.metric('rbee_fleet_bytes')).toBe(0);
  expect(await send(aHeartbeat(), hive)).toBe(200);
  expect(await send(nested, hive)).toBe(200);
  expect(await queen.metric('rbee_access_refused_total{reason="wrong_hive"}')).toBe(3);
  expect(await queen.metric('rbee_access_refused_total{reason="missing"}')).toBe(1);
  expect(await queen.metric('rbee_heartbeats_refused_total{code="wrong_hive"}')).toBe(3);
  const [refused] = queen.who.access.hives.list().refused;
  expect(refused).toMatchObject({ address: '127.0.0.1', reason: 'wrong_hive', hive_id: 'other', count: 5 });
});

test.each([
  ['the fast path', ''],
  ['Fastify', 'Content-Encoding: identity\r\n'],
])('[A1] %s refuses a stranger before the body has arrived', async (_by, header) => {
  const { port } = await aGuardedQueen();
  const connection = await RawConnection.open(port);
  const whole = postText(JSON.stringify(aHeartbeat()));
  await connection.say(whole.replace(/\r\n\r\n[\s\S]*/, `\r\n${header}\r\n`));
  const heard = await connection.hears(/"code":"unauthenticated"/);
  expect(heard).toMatch(
    /^HTTP\/1\.1 401 Unauthorized\r\n(.+\r\n)*www-authenticate: Bearer realm="rbee"\r\n/i,
  );
});

test('[A1] an unread body of a refused heartbeat is not taken for the next request', async () => {
  const { port, who } = await aGuardedQueen();
  const connection = await RawConnection.open(port);
  const text = postText(JSON.stringify(aHeartbeat()));
  const token = `Authorization: Bearer ${who.hive(ID)}\r\n`;
  await connection.say(text + text.replace('\r\n', `\r\n${token}`));
  await connection.hears(/ 401 [\s\S]*HTTP\/1\.1 200 OK/);
});

test('[A2] a heartbeat with two Authorization headers is refused, whichever of them is valid', async () => {
  const { port, who, metric } = await aGuardedQueen();
  const valid = `Authorization: Bearer ${who.hive(ID)}\r\n`;
  const other = `Authorization: Bearer rbh_${'x'.repeat(43)}\r\n`;
  for (const headers of [valid + other, other + valid, valid + valid]) {
    const connection = await RawConnection.open(port);
    await connection.say(postText(JSON.stringify(aHeartbeat())).replace('\r\n', `\r\n${headers}`));
    expect(await connection.hears(/"code"/)).toMatch(/^HTTP\/1\.1 400 [\s\S]*Authorization header/);
  }
  expect(await metric('rbee_access_refused_total{reason="repeated"}')).toBe(3);
});

test.each([
  ['the fast path', ''],
  ['Fastify', 'Content-Encoding: identity\r\n'],
])(
  '[A3] %s does not take a heartbeat whose token is revoked before its body has arrived',
  async (_by, header) => {
    const { port, app, who } = await aGuardedQueen();
    const token = who.hive(ID);
    const connection = await RawConnection.open(port);
    const headers = `${header}Authorization: Bearer ${token}\r\n`;
    const whole = postText(JSON.stringify(aHeartbeat())).replace('\r\n', `\r\n${headers}`);
    const begun = once(app.server, 'request');
    await connection.say(whole.slice(0, -10));
    await begun;
    who.end(token);
    await connection.say(whole.slice(-10));
    expect(await connection.hears(/"code"/)).toMatch(/^HTTP\/1\.1 401 /);
  },
);

test('[A1] an overloaded queen refuses a heartbeat before it asks who sent it', async () => {
  const queen = await aGuardedQueen();
  queen.advance(500);
  queen.clock.move(2_000);
  queen.advance(250);
  const identify = vi.spyOn(queen.who.access, 'identify');
  for (const more of [{}, BY_FASTIFY]) {
    expect(await posted(queen, aHeartbeat(), { ...more })).toMatchObject({ status: 503, code: 'overloaded' });
  }
  expect(identify).not.toHaveBeenCalled();
});

test.each([
  ['the fast path', {}],
  ['Fastify', BY_FASTIFY],
])('[A3] the answer of %s to a POST asks the hive to take its next token', async (_by, more) => {
  const queen = await aGuardedQueen();
  const headers = { ...more, ...bearer(queen.who.hive(ID)) };
  const rotation = async () => (await posted(queen, aHeartbeat(), headers)).headers.get('rbee-rotate');
  expect(await rotation()).toBeNull();
  queen.who.askRotation(ID);
  expect(await rotation()).toBe('true');
});

test('[A1] a link without the token of a hive is refused', async () => {
  const { port, who, metric } = await aGuardedQueen();
  const refused = async (headers: Record<string, string>) => {
    const { status, body } = await HiveLink.refused(port, headers);
    return [status, body['code']];
  };
  expect(await refused({})).toEqual([401, 'unauthenticated']);
  expect(await refused(bearer(who.program(['admin'])))).toEqual([403, 'forbidden']);
  expect(await refused({ cookie: `rbee=${await who.person('admin')}` })).toEqual([403, 'forbidden']);
  expect(await metric('rbee_access_refused_total{reason="missing"}')).toBe(1);
  expect(await metric('rbee_access_refused_total{reason="forbidden"}')).toBe(2);
  expect(await metric('rbee_links')).toBe(0);
});

async function aLinkOf(hiveId: string) {
  const queen = await aGuardedQueen();
  const token = queen.who.hive(hiveId);
  const hive = await HiveLink.open(queen.port, bearer(token));
  return { queen, token, hive };
}

test('[A3] a link carries only the hive of its token, in whole heartbeats and in changes', async () => {
  const { queen, hive } = await aLinkOf(ID);
  const first = { type: 'heartbeat', ...aHeartbeat({ hive_id: 'other', seq: 1 }) };
  const next = { ...first, seq: 2, timestamp: '2025-10-30T20:15:31.000Z' };
  hive.say(first);
  expect(await hive.hears()).toMatchObject({ type: 'refused', seq: 1, problem: { code: 'wrong_hive' } });
  hive.say({ type: 'changes', seq: 2, since: 1, changes: changesBetween(flatten(first), flatten(next)) });
  expect(await hive.hears()).toMatchObject({ type: 'refused', seq: 2, problem: { code: 'wrong_hive' } });
  hive.beat(aHeartbeat({ hive_id: 'other', seq: 3, backfill: true }));
  expect(await hive.hears()).toMatchObject({ type: 'refused', seq: 3, problem: { code: 'wrong_hive' } });
  hive.beat(aHeartbeat({ seq: 4 }));
  expect(await hive.hears()).toMatchObject({ type: 'ack', seq: 4 });
  const whole = { type: 'heartbeat', ...aHeartbeat({ seq: 4 }) };
  const renamed = { ...whole, seq: 5, hive_id: 'other' };
  hive.say({ type: 'changes', seq: 5, since: 4, changes: changesBetween(flatten(whole), flatten(renamed)) });
  expect(await hive.hears()).toMatchObject({ type: 'refused', seq: 5 });
  const [refused] = queen.who.access.hives.list().refused;
  expect(refused).toMatchObject({ reason: 'wrong_hive', hive_id: 'other', count: 3 });
});

test('[A3] a revoked token closes its link with 1008 at once, and is then refused', async () => {
  const { queen, token, hive } = await aLinkOf(ID);
  const other = await HiveLink.open(queen.port, bearer(queen.who.hive('other')));
  hive.beat(aHeartbeat({ seq: 1 }));
  await hive.hears();
  queen.who.end(token);
  expect(await hive.closed()).toBe(1008);
  expect(await queen.metric('rbee_link_closes_total{reason="revoked"}')).toBe(1);
  expect((await posted(queen, aHeartbeat(), bearer(token))).code).toBe('unauthenticated');
  expect((await HiveLink.refused(queen.port, bearer(token))).status).toBe(401);
  other.beat(aHeartbeat({ hive_id: 'other', seq: 1 }));
  expect(await other.hears()).toMatchObject({ type: 'ack', seq: 1 });
});

test('[A3] a link of the old token ends after the hive has used its next one', async () => {
  const { queen, hive } = await aLinkOf(ID);
  hive.beat(aHeartbeat({ seq: 1 }));
  await hive.hears();
  const next = queen.who.rotate(ID);
  const closes = () => queen.metric('rbee_link_closes_total{reason="revoked"}');
  const seconds = async (most: number) => {
    for (let at = 0; at < most && (await closes()) === 0; at += 1) {
      await hive.settled();
      queen.advance(1_000);
    }
  };
  await seconds(9);
  expect(await closes()).toBe(0);
  await posted(queen, aHeartbeat({ seq: 2 }), bearer(next));
  await seconds(10);
  expect(await hive.closed()).toBe(1008);
  expect(await closes()).toBe(1);
});

test('[A3] frames that wait when the token is revoked are not taken', async () => {
  const { queen, token, hive } = await aLinkOf(ID);
  hive.beat(aHeartbeat({ seq: 1 }));
  await hive.hears();
  hive.beat(aHeartbeat({ seq: 2, timestamp: '2025-10-30T20:15:31.000Z' }));
  queen.who.end(token);
  expect(await hive.closed()).toBe(1008);
  expect(await queen.metric('rbee_heartbeats_total{result="accepted"}')).toBe(1);
});

test('[A3] a link learns once, in its next ack, that it is to take its next token', async () => {
  const { queen, hive } = await aLinkOf(ID);
  const heard = async (seq: number) => {
    hive.beat(aHeartbeat({ seq, timestamp: `2025-10-30T20:15:${30 + seq}.000Z` }));
    return hive.hears();
  };
  expect(await heard(1)).not.toHaveProperty('rotate');
  queen.who.askRotation(ID);
  for (let seconds = 0; seconds < 5; seconds += 1) {
    queen.advance(1_000);
    await hive.settled();
  }
  expect(await heard(2)).toMatchObject({ type: 'ack', seq: 2, rotate: true });
  expect(await heard(3)).not.toHaveProperty('rotate');
});

test('[A3] a hive that is asked before its link opens learns it in the first ack', async () => {
  const queen = await aGuardedQueen();
  const token = queen.who.hive(ID);
  queen.who.askRotation(ID);
  const hive = await HiveLink.open(queen.port, bearer(token));
  hive.beat(aHeartbeat({ seq: 1 }));
  expect(await hive.hears()).toMatchObject({ type: 'ack', rotate: true });
});

test('[H8] two runs with the same token compete as without access control', async () => {
  const { queen, token, hive } = await aLinkOf(ID);
  hive.beat(aHeartbeat({ seq: 1, boot_id: 'a' }));
  await hive.hears();
  const second = await HiveLink.open(queen.port, bearer(token));
  second.beat(aHeartbeat({ seq: 1, boot_id: 'b' }));
  expect(await second.hears()).toMatchObject({ type: 'refused', problem: { code: 'hive_id_taken' } });
});

test('[H5] each hive has a share of the links of its own', async () => {
  const queen = await aGuardedQueen({ maxLinks: 8 });
  const [one, two] = [bearer(queen.who.hive('one')), bearer(queen.who.hive('two'))];
  for (let links = 0; links < 4; links += 1) await HiveLink.open(queen.port, one);
  expect((await HiveLink.refused(queen.port, one)).status).toBe(503);
  await HiveLink.open(queen.port, two);
});
