import { changesBetween, flatten, type Heartbeat } from '@rbee/contract';
import { aHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aListeningQueen, HiveLink } from '../testing/index.ts';

const beat = (seq: number, more: Partial<Heartbeat> = {}): Heartbeat =>
  aHeartbeat({
    boot_id: 'b',
    seq,
    timestamp: `2025-10-30T20:15:${10 + seq}.000Z`,
    workers: [aWorker({ cpu_pct: seq / 2 })],
    node: aNode({ load_1: seq / 4 }),
    ...more,
  });

const changes = (base: Heartbeat, next: Heartbeat, more: object = {}) => ({
  type: 'changes',
  seq: next.seq,
  since: base.seq,
  changes: changesBetween(flatten({ type: 'heartbeat', ...base }), flatten({ type: 'heartbeat', ...next })),
  ...more,
});

async function aLink() {
  const queen = await aListeningQueen();
  const hive = await HiveLink.open(queen.port);
  hive.beat(beat(1));
  expect(await hive.hears()).toMatchObject({ type: 'ack', seq: 1, accepts: ['changes'] });
  return { queen, hive, hears: async () => (await hive.hears()) as unknown };
}

test('[L5] a heartbeat sent as changes gives the same sample as a whole one', async () => {
  const { queen, hive, hears } = await aLink();
  for (const seq of [2, 3]) {
    hive.say(changes(beat(seq - 1), beat(seq)));
    expect(await hears()).toEqual({ type: 'ack', seq });
  }
  expect(await queen.get('/v1/hives/hive-gpu-1')).toMatchObject({
    seq: 3,
    sampled_at: beat(3).timestamp,
    workers: beat(3).workers,
    node: beat(3).node,
  });
});

test('[L5] a backfill is whole and is never a base', async () => {
  const { hive, hears } = await aLink();
  hive.beat(beat(0, { backfill: true }));
  expect(await hears()).toEqual({ type: 'ack', seq: 0 });
  hive.say(changes(beat(1), beat(2)));
  expect(await hears()).toEqual({ type: 'ack', seq: 2 });
});

test('[L6] a refused heartbeat is a base too', async () => {
  const { queen, hive, hears } = await aLink();
  const other = await HiveLink.open(queen.port);
  const mine = (seq: number) => beat(seq, { boot_id: 'other' });
  other.beat(mine(1));
  expect(await other.hears()).toMatchObject({ type: 'refused', seq: 1, problem: { code: 'hive_id_taken' } });
  hive.socket.close();
  await hive.closed();
  await expect.poll(async () => queen.metric('rbee_links')).toBe(1);
  other.say(changes(mine(1), mine(2)));
  expect(await other.hears()).toMatchObject({ type: 'ack', seq: 2 });
  expect(await queen.get('/v1/hives/hive-gpu-1')).toMatchObject({ seq: 2 });
  void hears;
});

test('[L6] a heartbeat with an unknown field is no base', async () => {
  const { hive, hears } = await aLink();
  const later = { ...beat(2), later_field: 1 } as Heartbeat;
  hive.beat(later);
  expect(await hears()).toEqual({ type: 'ack', seq: 2 });
  hive.say(changes(later, { ...beat(3), later_field: 2 } as Heartbeat));
  expect(await hears()).toMatchObject({ type: 'refused', seq: 3, problem: { code: 'unknown_base' } });
  hive.beat(beat(3));
  expect(await hears()).toEqual({ type: 'ack', seq: 3, accepts: ['changes'] });
});

test('[L7] changes without their base are refused, and then the whole heartbeat is accepted', async () => {
  const { hive, hears } = await aLink();
  hive.say(changes(beat(7), beat(8)));
  expect(await hears()).toMatchObject({
    type: 'refused',
    seq: 8,
    problem: { status: 409, code: 'unknown_base' },
  });
  hive.beat(beat(8));
  expect(await hears()).toEqual({ type: 'ack', seq: 8, accepts: ['changes'] });
});

test.each([
  ['of another heartbeat', { changes: [9_999, 1] }, '/changes'],
  ['that are not a list', { changes: 'x' }, '/changes'],
  ['that lead to another number', { changes: [] }, '/changes'],
  [
    'that lead to what the wire does not allow',
    changes(beat(1), beat(2, { workers: [aWorker({ cpu_pct: -1 })] })),
    '/workers/0/cpu_pct',
  ],
  ['to another hive', changes(beat(1), beat(2, { hive_id: 'z' })), '/hive_id'],
])('[L7] changes %s are refused', async (_what, more, pointer) => {
  const { hive, hears } = await aLink();
  hive.say(changes(beat(1), beat(2), more));
  expect(await hears()).toMatchObject({ type: 'refused', seq: 2, problem: { code: 'wrong_shape', pointer } });
  hive.beat(beat(3));
  expect(await hears()).toEqual({ type: 'ack', seq: 3, accepts: ['changes'] });
});
