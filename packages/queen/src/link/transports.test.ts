import { createCheck, ProblemSchema } from '@rbee/contract';
import { aHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import { describe, expect, test } from 'vitest';
import { aListeningQueen, HiveLink, type ListeningQueen } from '../testing/index.ts';

/** Sends a heartbeat; the result is 200 or the code of its refusal. */
type Send = (queen: ListeningQueen, body: object | string) => Promise<200 | string>;

const post: Send = async ({ base }, body) => {
  const answer = await fetch(`${base}/v1/hive-heartbeat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return answer.status === 200 ? 200 : codeOf(await answer.json());
};

const link: Send = async ({ port }, body) => {
  const hive = await HiveLink.open(port);
  hive.say(typeof body === 'string' ? body : { type: 'heartbeat', ...body });
  const { type, problem } = await hive.hears();
  return type === 'ack' ? 200 : codeOf(problem);
};

function codeOf(problem: unknown): string {
  expect(createCheck(ProblemSchema).mismatch(problem)).toBeNull();
  return (problem as { code: string }).code;
}

const beat = (seq: number, more: Parameters<typeof aHeartbeat>[0] = {}) =>
  aHeartbeat({ boot_id: 'b', seq, ...more });

describe.each([
  ['post', post],
  ['link', link],
])('the %s', (transport, send) => {
  test('[H1] [L1] accepts a heartbeat, and lists its hive', async () => {
    const queen = await aListeningQueen();
    expect(await send(queen, beat(1, { node: aNode() }))).toBe(200);
    expect(await queen.get('/v1/hives/hive-gpu-1')).toMatchObject({
      seq: 1,
      workers: [aWorker()],
      node: aNode(),
    });
    expect(await queen.metric('rbee_heartbeats_total{result="accepted"}')).toBe(1);
    expect(await queen.metric(`rbee_heartbeats_by_transport_total{transport="${transport}"}`)).toBe(1);
  });

  test('[H6] [L1] accepts late and repeated heartbeats, which change nothing', async () => {
    const queen = await aListeningQueen();
    await send(queen, beat(5));
    const before = await queen.get('/v1/hives');
    expect(await send(queen, beat(5, { workers: [] }))).toBe(200);
    expect(await send(queen, beat(4, { workers: [] }))).toBe(200);
    expect(await queen.metric('rbee_heartbeats_total{result="late"}')).toBe(2);
    expect(withoutHealth(await queen.get('/v1/hives'))).toEqual(withoutHealth(before));
  });

  test('[L2] counts a backfill, which changes nothing and reaches no watcher', async () => {
    const queen = await aListeningQueen();
    await send(queen, beat(5));
    const published = () => queen.metric('rbee_stream_events_total{event="heartbeat"}');
    const before = await published();
    expect(await send(queen, beat(9, { backfill: true, workers: [] }))).toBe(200);
    expect(await queen.metric('rbee_heartbeats_total{result="backfill"}')).toBe(1);
    expect(await published()).toBe(before);
    expect(await queen.get('/v1/hives/hive-gpu-1')).toMatchObject({ seq: 5, workers: [aWorker()] });
  });

  test('[H3] [L1] removes unknown fields', async () => {
    const queen = await aListeningQueen();
    const workers = [{ ...aWorker(), mood: 'fine' }];
    expect(await send(queen, { ...beat(1), capabilities: [1], workers })).toBe(200);
    expect(await queen.get('/v1/hives/hive-gpu-1')).not.toHaveProperty('capabilities');
    expect(await queen.get('/v1/hives/hive-gpu-1')).toMatchObject({ workers: [aWorker()] });
  });

  test.each([
    ['a body that is not JSON', '{"type":"heartbeat","seq":1,', 'malformed_json'],
    ['a list', '[]', 'wrong_shape'],
    ['a wrongly typed field', { ...beat(1), workers: {} }, 'wrong_shape'],
    ['a day that does not exist', beat(1, { timestamp: '2025-02-30T00:00:00Z' }), 'wrong_shape'],
    ['two equal workers', beat(1, { workers: [aWorker(), aWorker()] }), 'duplicate_worker'],
    ['too many workers', { ...beat(1), workers: Array(513).fill(0) }, 'wrong_shape'],
  ])('[H5] [L1] refuses %s, and nothing else changes', async (_what, body, code) => {
    const queen = await aListeningQueen();
    await send(queen, beat(0, { hive_id: 'other' }));
    const before = withoutHealth(await queen.get('/v1/hives'));
    expect(await send(queen, body)).toBe(code);
    expect(withoutHealth(await queen.get('/v1/hives'))).toEqual(before);
    expect(await queen.metric(`rbee_heartbeats_refused_total{code="${code}"}`)).toBe(1);
    expect(await queen.metric(`rbee_heartbeats_by_transport_total{transport="${transport}"}`)).toBe(2);
    expect(await send(queen, beat(1))).toBe(200);
  });

  test('[H5] [L1] refuses a hive beyond the limit of known hives', async () => {
    const queen = await aListeningQueen({ maxHives: 1 });
    await send(queen, beat(1));
    expect(await send(queen, beat(1, { hive_id: 'another' }))).toBe('overloaded');
  });

  test('[H8] refuses another run with the id of a hive that has a link, and counts it', async () => {
    const queen = await aListeningQueen();
    const holder = await HiveLink.open(queen.port);
    holder.beat(beat(1));
    await holder.hears();
    expect(await send(queen, beat(1, { boot_id: 'another', timestamp: '2025-10-30T20:15:31Z' }))).toBe(
      'hive_id_taken',
    );
    holder.beat(beat(2));
    await holder.hears();
    expect(await queen.get('/v1/hives/hive-gpu-1')).toMatchObject({ seq: 2, conflicting_hives: 1 });
    const { items } = (await queen.get('/v1/hives')) as { items: unknown[] };
    expect(items).toHaveLength(1);
  });
});

/** Without health, because each `send` opens a link that replaces the one before. */
const withoutHealth = (page: Record<string, unknown>) =>
  (page['items'] as Record<string, unknown>[]).map(({ hive_id, seq, workers, last_update }) => ({
    ...{ hive_id, seq, workers, last_update },
  }));
