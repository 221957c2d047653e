import { LIMITS } from '@rbee/contract';
import { aHeartbeat, aNestedHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { type ReadHeartbeat, readHeartbeat } from './read-heartbeat.ts';

const sampleIn = (read: ReadHeartbeat) => (read.ok ? read.sample : read.refusal);
const refusalOf = (body: unknown) => {
  const read = readHeartbeat(body);
  return read.ok ? null : read.refusal;
};

test('[H1] keeps what a hive says of itself', () => {
  const body = aHeartbeat({ interval_ms: 500, boot_id: 'b1', seq: 7, version: '1.2.3', node: aNode() });
  expect(sampleIn(readHeartbeat(body))).toMatchObject({
    hive_id: 'hive-gpu-1',
    sampled_at: '2025-10-30T20:15:30Z',
    interval_ms: 500,
    boot_id: 'b1',
    version: '1.2.3',
    workers: [aWorker()],
    backfill: false,
    ...{ seq: 7, node: aNode() },
  });
});

test('[H2] takes the nested body for the same heartbeat', () => {
  expect(sampleIn(readHeartbeat(aNestedHeartbeat()))).toMatchObject({
    hive_id: 'hive-gpu-1',
    sampled_at: '2025-10-30T20:15:30.123456789+00:00',
    interval_ms: LIMITS.defaultIntervalMs,
    version: '0.1.0',
    workers: [aWorker()],
    words: { operational_status: 'ready', health_status: { status: 'healthy' } },
  });
});

test('[H2] a missing workers is an empty list, and a reason is kept', () => {
  const { hive, timestamp } = aNestedHeartbeat();
  const health_status = { status: 'degraded', reason: 'hot' };
  expect(
    sampleIn(readHeartbeat({ hive: { ...hive, health_status }, timestamp, capabilities: [{}] })),
  ).toMatchObject({ workers: [], words: { health_status } });
});

test('[H3] unknown fields are left behind at every depth', () => {
  const body = JSON.parse(
    JSON.stringify({
      ...aHeartbeat({
        workers: [{ ...aWorker(), extra: 1 } as never],
        node: { ...aNode(), extra: 1 } as never,
      }),
      extra: { deep: [1] },
    }).replace('"hive_id"', '"__proto__":{"backfill":true},"constructor":{},"hive_id"'),
  );
  expect(sampleIn(readHeartbeat(body))).toEqual(sampleIn(readHeartbeat(aHeartbeat({ node: aNode() }))));
  expect(readHeartbeat(body)).toMatchObject({ isWhole: false });
});

test('[H3] a hive_id makes a body flat, whatever else is in it', () => {
  const read = readHeartbeat(aHeartbeat());
  for (const hive of [{ zone: 'eu' }, aNestedHeartbeat().hive, null, 'a']) {
    expect(readHeartbeat({ ...aHeartbeat(), hive })).toEqual(read);
  }
  expect(refusalOf({ ...aNestedHeartbeat(), hive_id: 5 })).toMatchObject({ pointer: '/hive_id' });
});

test.each([
  ['null', null, ''],
  ['a text', 'heartbeat', ''],
  ['a list', [aHeartbeat()], ''],
  ['an id of a wrong character', aHeartbeat({ hive_id: 'a/b' }), '/hive_id'],
  ['an id that is too long', aHeartbeat({ hive_id: 'a'.repeat(129) }), '/hive_id'],
  ['a time without an offset', aHeartbeat({ timestamp: '2025-10-30T20:15:30' }), '/timestamp'],
  ['a day that no month has', aHeartbeat({ timestamp: '2025-02-30T20:15:30Z' }), '/timestamp'],
  ['a pid that is a text', aHeartbeat({ workers: [{ ...aWorker(), pid: '1' } as never] }), '/workers/0/pid'],
  ['a worker without a model', aHeartbeat({ workers: [{ pid: 1 } as never] }), '/workers/0/group'],
  ['an empty hive', { hive: {}, timestamp: aHeartbeat().timestamp }, '/hive/id'],
])('[H5] refuses %s and points at it', (_what, body, pointer) => {
  const refusal = refusalOf(body);
  expect(refusal).toMatchObject({ code: 'wrong_shape', pointer });
  expect(refusal?.detail).toMatch(/^(The body|\/\S+) must be .+\.$/);
});

test('[H1] 512 workers are taken, 513 are not', () => {
  const workers = Array.from({ length: LIMITS.maxWorkers }, (_, n) => aWorker({ instance: `${n}` }));
  expect(readHeartbeat(aHeartbeat({ workers })).ok).toBe(true);
  expect(refusalOf(aHeartbeat({ workers: [...workers, aWorker()] }))).toMatchObject({
    code: 'wrong_shape',
    pointer: '/workers',
    expected: 'an array of at most 512 items',
  });
});

test('[H1] how many they are is asked before what they are', () => {
  expect(refusalOf({ ...aHeartbeat(), workers: Array(500_000).fill(0) })?.pointer).toBe('/workers');
});

test('two workers of one identity are refused, the second is pointed at', () => {
  const workers = [aWorker(), aWorker({ instance: '8081' }), aWorker({ pid: 2 })];
  expect(refusalOf(aHeartbeat({ workers }))).toMatchObject({
    code: 'duplicate_worker',
    pointer: '/workers/2',
  });
});

test('a slash in a name makes no two workers alike', () => {
  const workers = [aWorker({ group: 'a/b', instance: 'c' }), aWorker({ group: 'a', instance: 'b/c' })];
  expect(readHeartbeat(aHeartbeat({ workers })).ok).toBe(true);
});
