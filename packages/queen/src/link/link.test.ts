import { AckSchema, createCheck, LIMITS, RefusedSchema } from '@rbee/contract';
import { aHeartbeat } from '@rbee/contract/builders';
import { expect, test, vi } from 'vitest';
import { aListeningQueen, HiveLink, RawConnection } from '../testing/index.ts';

const beat = (seq: number, more: Parameters<typeof aHeartbeat>[0] = {}) =>
  aHeartbeat({ boot_id: 'b', seq, ...more });

const ends = (reason: string) => `rbee_link_closes_total{reason="${reason}"}`;

test('[L1] every heartbeat is acknowledged, many with one ack', async () => {
  const { port, metric } = await aListeningQueen();
  const hive = await HiveLink.open(port);
  for (let seq = 0; seq < 50; seq += 1) hive.beat(beat(seq));
  let acked = -1;
  while (acked < 49) {
    const said = await hive.hears();
    expect(createCheck(AckSchema).mismatch(said)).toBeNull();
    expect(said.seq).toBeGreaterThan(acked);
    acked = said.seq ?? -1;
  }
  expect(await metric('rbee_heartbeats_total{result="accepted"}')).toBe(50);
  expect(await metric('rbee_link_acks_total')).toBeLessThanOrEqual(50);
  expect(await metric('rbee_links')).toBe(1);
});

test('[L1] an ack has the number of the heartbeat that was sent last, whatever that number is', async () => {
  const { port } = await aListeningQueen();
  const hive = await HiveLink.open(port);
  hive.beat(beat(100));
  await hive.hears();
  hive.beat(beat(7, { backfill: true }));
  expect(await hive.hears()).toEqual({ type: 'ack', seq: 7 });
});

test('[L4] the first ack has a retry_ms, and so has the next one after it has changed', async () => {
  const { port, app } = await aListeningQueen();
  const hive = await HiveLink.open(port);
  const answer = async (seq: number) => {
    hive.beat(beat(seq));
    return (await hive.hears()).retry_ms;
  };
  expect([await answer(1), await answer(2)]).toEqual([1_000, undefined]);
  const posted = await Promise.all(
    Array.from({ length: 1_000 }, (_, at) =>
      app.inject({ method: 'POST', url: '/v1/hive-heartbeat', payload: aHeartbeat({ hive_id: `h${at}` }) }),
    ),
  );
  expect([posted[0]?.headers['rbee-retry-ms'], posted.at(-1)?.headers['rbee-retry-ms']]).toEqual([
    '1000',
    '2000',
  ]);
  expect([await answer(3), await answer(4)]).toEqual([2_000, undefined]);
  for (let at = 0; at < 1_000; at += 1) await app.inject({ method: 'DELETE', url: `/v1/hives/h${at}` });
  expect(await answer(5)).toBe(1_000);
});

test('[L1] heartbeats accepted before a refused one are acknowledged before it, and the link stays', async () => {
  const { port } = await aListeningQueen();
  const hive = await HiveLink.open(port);
  hive.beat(beat(1));
  hive.beat({ ...beat(2), workers: 0 });
  hive.beat(beat(3));
  const said = [await hive.hears(), await hive.hears(), await hive.hears()];
  expect(said.map(({ type, seq }) => `${type} ${seq}`)).toEqual(['ack 1', 'refused 2', 'ack 3']);
  expect(createCheck(RefusedSchema).mismatch(said[1])).toBeNull();
  expect(said[1]?.problem).toMatchObject({ status: 422, code: 'wrong_shape', pointer: '/workers' });
});

test.each([
  ['without a seq', { ...aHeartbeat() }, undefined, '/seq'],
  ['with a seq that is not a number', { ...aHeartbeat(), seq: '1' }, undefined, '/seq'],
  ['of another type', { ...beat(4), type: 'hello' }, 4, '/type'],
  ['with the nested body', { seq: 4, hive: { id: 'a' } }, 4, '/hive_id'],
])('[L1] a frame %s is refused, and the link stays', async (_what, frame, seq, pointer) => {
  const { port } = await aListeningQueen();
  const hive = await HiveLink.open(port);
  hive.beat(frame);
  const said = await hive.hears();
  expect(createCheck(RefusedSchema).mismatch(said)).toBeNull();
  expect([said.seq, said.problem?.['code'], said.problem?.['pointer']]).toEqual([
    seq,
    'wrong_shape',
    pointer,
  ]);
  hive.beat(beat(5));
  expect(await hive.hears()).toMatchObject({ type: 'ack', seq: 5 });
});

test('[L1] a link carries one hive', async () => {
  const { port, get } = await aListeningQueen();
  const hive = await HiveLink.open(port);
  hive.beat(beat(1));
  await hive.hears();
  hive.beat(beat(2, { hive_id: 'another' }));
  expect((await hive.hears()).problem).toMatchObject({ code: 'wrong_shape', pointer: '/hive_id' });
  expect(await get('/v1/hives')).toMatchObject({ items: [{ hive_id: 'hive-gpu-1' }] });
});

test.each([
  ['that is not JSON', '{', 1007, 'malformed', 'malformed_json'],
  ['that is binary', Buffer.from([1]), 1003, 'binary', undefined],
  ['that is too large', `"${'a'.repeat(LIMITS.maxHeartbeatBytes)}"`, 1009, 'too_large', 'body_too_large'],
])('[L1] a frame %s ends the link', async (_what, frame, code, reason, refusal) => {
  const { port, metric, get } = await aListeningQueen();
  const hive = await HiveLink.open(port);
  hive.say(frame);
  if (code === 1007) expect((await hive.hears()).problem).toMatchObject({ code: refusal });
  expect(await hive.closed()).toBe(code);
  expect(await metric(ends(reason))).toBe(1);
  if (refusal) expect(await metric(`rbee_heartbeats_refused_total{code="${refusal}"}`)).toBe(1);
  expect(await get('/v1/hives')).toMatchObject({ items: [] });
});

test('[L1] a link without a heartbeat ends after 10 s', async () => {
  const { port, advance, metric } = await aListeningQueen();
  const hive = await HiveLink.open(port);
  for (let second = 0; second < 10; second += 1) {
    await hive.settled();
    advance(1_000);
  }
  expect(await hive.closed()).toBe(1008);
  expect(await metric(ends('no_heartbeat'))).toBe(1);
});

test('[L3] after half a frame and then silence the hive is degraded and the connection is dropped', async () => {
  const queen = await aListeningQueen();
  const key = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
  const raw = await RawConnection.open(queen.port);
  await raw.say(
    `GET /v1/hive-link HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n`,
  );
  await raw.hears(/101 Switching Protocols[\s\S]*\r\n\r\n/);
  const body = Buffer.from(JSON.stringify({ type: 'heartbeat', ...beat(1, { interval_ms: 60_000 }) }));
  const frame = Buffer.concat([
    Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 0xff, 0, 0, 0, 0]),
    body,
  ]);
  raw.socket.write(frame);
  await raw.hears(/"ack"/);
  raw.socket.write(frame.subarray(0, 40));
  await vi.waitUntil(async () => (await queen.metric('rbee_links')) === 1);
  queen.advance(1_500);
  queen.advance(250);
  queen.advance(4_000);
  await new Promise((resolve) => raw.socket.once('close', resolve));
  expect(await queen.metric(ends('silent'))).toBe(1);
  expect(await queen.get('/v1/hives/hive-gpu-1')).toMatchObject({ health: 'degraded', seq: 1 });
});

test('[L3] a link that answers pings stays open, however few heartbeats it sends; one that does not is dropped', async () => {
  const queen = await aListeningQueen();
  const lively = await HiveLink.open(queen.port);
  const dead = await HiveLink.open(queen.port, {}, { answersPings: false });
  const slow = { interval_ms: 60_000 };
  lively.beat(beat(1, { ...slow, hive_id: 'lively' }));
  dead.beat(beat(1, { ...slow, hive_id: 'dead' }));
  await Promise.all([lively.hears(), dead.hears()]);
  for (let half = 0; half < 12; half += 1) {
    queen.advance(500);
    await lively.settled();
    if (dead.socket.readyState === dead.socket.OPEN && half < 3) await dead.settled();
  }
  expect(await dead.closed()).toBe(1006);
  expect(dead.pings).toBeGreaterThan(0);
  expect(await queen.get('/v1/hives/dead')).toMatchObject({ health: 'degraded' });
  expect(await queen.get('/v1/hives/lively')).toMatchObject({ health: 'healthy' });
});

test.each([
  ['breaks', (hive: HiveLink) => hive.socket.terminate(), 'lost'],
  ['is closed by a hive that stops', (hive: HiveLink) => hive.socket.close(1001), 'closed'],
])(
  '[L3] when a link %s, its hive is degraded at once; a heartbeat by POST brings it up',
  async (_how, end, why) => {
    const queen = await aListeningQueen();
    const watcher = await queen.watch();
    const event = async (type: string) => {
      for (;;) {
        const block = await watcher.next();
        if (block?.event === 'hive' && block.data['type'] === type) return block.data;
      }
    };
    const hive = await HiveLink.open(queen.port);
    hive.beat(beat(1));
    await event('up');
    end(hive);
    expect(await event('degraded')).toMatchObject({ hive_id: 'hive-gpu-1' });
    expect(await queen.metric(ends(why))).toBe(1);
    expect(await queen.get('/v1/hives/hive-gpu-1')).toMatchObject({ online: true, available: false });
    await queen.post(beat(2));
    await event('up');
    expect(await queen.get('/v1/hives/hive-gpu-1')).toMatchObject({ health: 'healthy', seq: 2 });
  },
);

test('[L1] a second link of the same run replaces the first one, and the hive stays healthy', async () => {
  const queen = await aListeningQueen();
  const [old, next] = [await HiveLink.open(queen.port), await HiveLink.open(queen.port)];
  old.beat(beat(1));
  await old.hears();
  next.beat(beat(2));
  expect(await next.hears()).toMatchObject({ type: 'ack', seq: 2 });
  expect(await old.closed()).toBe(1000);
  expect(await queen.metric('rbee_links')).toBe(1);
  expect(await queen.get('/v1/hives/hive-gpu-1')).toMatchObject({ health: 'healthy', seq: 2 });
});

test('[H8] when the first of two runs loses its link, the other one is accepted at once', async () => {
  const queen = await aListeningQueen();
  const [first, second] = [await HiveLink.open(queen.port), await HiveLink.open(queen.port)];
  const other = { boot_id: 'other', timestamp: '2025-10-30T20:15:31Z' };
  first.beat(beat(1));
  await first.hears();
  second.beat(beat(1, other));
  expect((await second.hears()).problem).toMatchObject({ status: 409, code: 'hive_id_taken' });
  first.socket.terminate();
  await vi.waitUntil(async () => (await queen.metric('rbee_links')) === 1);
  second.beat(beat(2, other));
  expect(await second.hears()).toMatchObject({ type: 'ack', seq: 2 });
});

test('[L4] a stopping queen acknowledges accepted heartbeats, closes every link with 1012, and does not wait', async () => {
  const queen = await aListeningQueen();
  const [hive, deaf] = [await HiveLink.open(queen.port), await HiveLink.open(queen.port)];
  deaf.socket.pause();
  for (const seq of [1, 2, 3]) hive.beat(beat(seq));
  await hive.hears();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const closing = queen.app.close();
  expect(await hive.closed()).toBe(1012);
  vi.advanceTimersByTime(2_000);
  await closing;
});

test('[L1] the link of a hive that does not read its answers is dropped', async () => {
  const queen = await aListeningQueen();
  const hive = await HiveLink.open(queen.port);
  hive.socket.pause();
  const frame = JSON.stringify({ type: 'heartbeat', seq: 1, hive_id: 'a'.repeat(200) });
  const refusedSoFar = () => queen.metric('rbee_heartbeats_refused_total{code="wrong_shape"}');
  while ((await queen.metric(ends('unread'))) === 0) {
    const before = (await refusedSoFar()) ?? 0;
    for (let count = 0; count < 2_000; count += 1) hive.say(frame);
    await vi.waitUntil(
      async () =>
        ((await refusedSoFar()) ?? 0) >= before + 2_000 || (await queen.metric(ends('unread'))) === 1,
    );
  }
  expect(await queen.metric('rbee_links')).toBe(0);
});
