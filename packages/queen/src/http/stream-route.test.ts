import {
  createCheck,
  HiveEventSchema,
  HiveTelemetryEventSchema,
  LIMITS,
  QueenHeartbeatEventSchema,
  WorkerEventSchema,
} from '@rbee/contract';
import { aHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aListeningQueen, inShort } from '../testing/index.ts';

const FRAME = /^event: heartbeat\nid: [0-9a-f]+-\d+\ndata: \{.*\}\n\n$/;
const beat = (seq: number, more: object = {}) => aHeartbeat({ boot_id: 'b', seq, ...more });

test('[S1] [S3] [S4] a watcher first gets the event of the queen, then the last sample of every hive, byte for byte as documented', async () => {
  const { post, watch } = await aListeningQueen();
  await post(beat(1, { hive_id: 'b', node: aNode() }));
  await post(beat(1, { hive_id: 'a' }));
  const reader = await watch();
  const [retry, queen, ...hives] = await reader.take(4);
  expect(retry?.raw).toBe('retry: 2000\n\n');
  expect(createCheck(QueenHeartbeatEventSchema).mismatch(queen?.data)).toBeNull();
  expect(queen?.data).toMatchObject({ hives_online: 2, hive_ids: ['a', 'b'] });
  expect(hives.map(inShort)).toEqual(['b 1', 'a 1']);
  for (const block of [queen, ...hives]) expect(block?.raw).toMatch(FRAME);
  for (const hive of hives) expect(createCheck(HiveTelemetryEventSchema).mismatch(hive.data)).toBeNull();
});

test('[S1] the headers keep proxies and caches from buffering the stream', async () => {
  const { watch } = await aListeningQueen();
  const { response } = await watch({ origin: 'http://localhost:3000' });
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    'access-control-allow-origin': 'http://localhost:3000',
    'x-content-type-options': 'nosniff',
  });
});

test('[S3] the queen sends its beat every 2.5 s', async () => {
  const { watch, advance } = await aListeningQueen();
  const reader = await watch();
  await reader.take(2);
  advance(2 * LIMITS.queenBeatMs);
  const beats = await reader.take(2);
  expect(beats.map(({ data }) => [data['type'], data['timestamp']])).toEqual([
    ['queen', '2025-10-30T20:15:32.500Z'],
    ['queen', '2025-10-30T20:15:35.000Z'],
  ]);
});

test('[S2] [S10] events are sent in the order in which they occur', async () => {
  const { post, watch, advance, app } = await aListeningQueen();
  const reader = await watch();
  await reader.take(2);
  await post(beat(1));
  await post(beat(2, { workers: [aWorker({ instance: '8081' })] }));
  advance(2_250);
  await app.inject({ method: 'DELETE', url: '/v1/hives/hive-gpu-1' });
  const blocks = await reader.take(7);
  expect(blocks.map(inShort)).toEqual([
    'hive up',
    'hive-gpu-1 1',
    'hive-gpu-1 2',
    'worker gone',
    'worker started',
    'queen',
    'hive forgotten',
  ]);
  const [up, , , gone] = blocks;
  expect(createCheck(HiveEventSchema).mismatch(up?.data)).toBeNull();
  expect(createCheck(WorkerEventSchema).mismatch(gone?.data)).toBeNull();
});

test('[R1] [S10] a silent hive causes the events degraded, down and forgotten, and up when it returns', async () => {
  const { post, watch, advance } = await aListeningQueen({ forgetAfterMs: 20_000 });
  await post(beat(1));
  const reader = await watch();
  await reader.take(3);
  advance(11_000);
  await post(beat(2));
  advance(20_000);
  const seen: string[] = [];
  while (seen.at(-1) !== 'hive forgotten') {
    const block = await reader.next();
    if (block?.event && block.data['type'] !== 'queen') seen.push(inShort(block));
  }
  expect(seen).toEqual([
    'hive degraded',
    'hive down',
    'hive up',
    'hive-gpu-1 2',
    'hive degraded',
    'hive down',
    'hive forgotten',
  ]);
});

test('[S4] a hive that is down is sent with its current health', async () => {
  const { post, watch, advance } = await aListeningQueen();
  await post(beat(1));
  advance(10_000);
  const [, , hive] = await (await watch()).take(3);
  expect(hive?.data).toMatchObject({ hive_id: 'hive-gpu-1', health: 'down' });
});

test('[S4] [R4] a forgotten hive is not sent to a watcher that joins', async () => {
  const { app, post, watch } = await aListeningQueen();
  await post(beat(1, { hive_id: 'a' }));
  await post(beat(1, { hive_id: 'b' }));
  await app.inject({ method: 'DELETE', url: '/v1/hives/a' });
  const blocks = await (await watch({ 'last-event-id': 'unknown' })).take(4);
  expect(blocks.map(inShort)).toEqual(['retry', 'reset', 'queen', 'b 1']);
  expect(blocks[1]?.data['hive_ids']).toEqual(['b']);
});

test('[S5] after Last-Event-ID, exactly the missed events are sent', async () => {
  const { post, watch } = await aListeningQueen();
  await post(beat(1));
  const first = await watch();
  const id = (await first.take(3)).at(-1)?.id ?? '';
  first.close();
  await post(beat(2));
  await post(beat(3));
  const second = await watch({ 'last-event-id': id });
  expect((await second.take(3)).map(inShort)).toEqual(['retry', 'hive-gpu-1 2', 'hive-gpu-1 3']);
  await post(beat(4));
  expect((await second.take(1)).map(inShort)).toEqual(['hive-gpu-1 4']);
});

test('[S5] a Last-Event-ID of another queen is answered with a reset event and the state of every hive', async () => {
  const [one, other] = [await aListeningQueen(), await aListeningQueen()];
  await other.post(beat(1));
  const id = (await (await one.watch()).take(2)).at(-1)?.id ?? '';
  const reader = await other.watch({ 'last-event-id': id });
  const blocks = await reader.take(4);
  expect(blocks.map(inShort)).toEqual(['retry', 'reset', 'queen', 'hive-gpu-1 1']);
  expect(blocks[1]).toMatchObject({ event: 'reset', data: { hive_ids: ['hive-gpu-1'] } });
});

test('above maxWatchers, a watcher is refused with Retry-After', async () => {
  const { base, watch, metric } = await aListeningQueen({ maxWatchers: 1 });
  await (await watch()).take(1);
  const answer = await fetch(`${base}/v1/heartbeats/stream`);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10']);
  expect(await answer.json()).toMatchObject({ code: 'overloaded' });
  expect(await metric('rbee_stream_watchers')).toBe(1);
});
