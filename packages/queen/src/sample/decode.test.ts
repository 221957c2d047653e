import { LIMITS } from '@rbee/contract';
import { aHeartbeat, aNestedHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Decoded, decodeChanges, decodeWhole } from './decode.ts';
import type { Sample } from './sample.ts';

const sampleIn = (read: Decoded) => (read.ok ? read.sample : read.refusal);
const refusalOf = (body: unknown) => {
  const read = decodeWhole(body);
  return read.ok ? null : read.refusal;
};

test('[H1] keeps all fields of a heartbeat', () => {
  const body = aHeartbeat({ interval_ms: 500, boot_id: 'b1', seq: 7, version: '1.2.3', node: aNode() });
  expect(sampleIn(decodeWhole(body))).toMatchObject({
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

test('[H2] the nested body gives the same sample as the flat one', () => {
  expect(sampleIn(decodeWhole(aNestedHeartbeat()))).toMatchObject({
    hive_id: 'hive-gpu-1',
    sampled_at: '2025-10-30T20:15:30.123456789+00:00',
    interval_ms: LIMITS.defaultIntervalMs,
    version: '0.1.0',
    workers: [aWorker()],
    reportedStatus: { operational_status: 'ready', health_status: { status: 'healthy' } },
  });
});

test('[H2] a missing `workers` is an empty list, and a reason is kept', () => {
  const { hive, timestamp } = aNestedHeartbeat();
  const health_status = { status: 'degraded', reason: 'hot' };
  expect(
    sampleIn(decodeWhole({ hive: { ...hive, health_status }, timestamp, capabilities: [{}] })),
  ).toMatchObject({ workers: [], reportedStatus: { health_status } });
});

test('[H3] unknown fields are removed at every depth', () => {
  const body = JSON.parse(
    JSON.stringify({
      ...aHeartbeat({
        workers: [{ ...aWorker(), extra: 1 } as never],
        node: { ...aNode(), extra: 1 } as never,
      }),
      extra: { deep: [1] },
    }).replace('"hive_id"', '"__proto__":{"backfill":true},"constructor":{},"hive_id"'),
  );
  expect(sampleIn(decodeWhole(body))).toEqual(sampleIn(decodeWhole(aHeartbeat({ node: aNode() }))));
  expect(decodeWhole(body)).toMatchObject({ isBase: false });
});

test.each([[[0, 0]], ['x'.repeat(1_000)]])('[H3] a type that is no frame type is not kept (%#)', (type) => {
  const read = decodeWhole({ type, ...aHeartbeat() });
  expect(read).toMatchObject({ ok: true, isBase: false });
  expect(sampleIn(read)).toEqual(sampleIn(decodeWhole(aHeartbeat())));
});

test('[H3] a body with a hive_id is flat, whatever other fields it has', () => {
  const read = decodeWhole(aHeartbeat());
  for (const hive of [{ zone: 'eu' }, aNestedHeartbeat().hive, null, 'a']) {
    expect(sampleIn(decodeWhole({ ...aHeartbeat(), hive }))).toEqual(sampleIn(read));
  }
  expect(refusalOf({ ...aNestedHeartbeat(), hive_id: 5 })).toMatchObject({ pointer: '/hive_id' });
});

test.each([
  ['null', null, ''],
  ['a text', 'heartbeat', ''],
  ['a list', [aHeartbeat()], ''],
  ['an id with a wrong character', aHeartbeat({ hive_id: 'a/b' }), '/hive_id'],
  ['an id that is too long', aHeartbeat({ hive_id: 'a'.repeat(129) }), '/hive_id'],
  ['a time without an offset', aHeartbeat({ timestamp: '2025-10-30T20:15:30' }), '/timestamp'],
  ['a day that does not exist', aHeartbeat({ timestamp: '2025-02-30T20:15:30Z' }), '/timestamp'],
  [
    'a pid that is a string',
    aHeartbeat({ workers: [{ ...aWorker(), pid: '1' } as never] }),
    '/workers/0/pid',
  ],
  ['a worker without a model', aHeartbeat({ workers: [{ pid: 1 } as never] }), '/workers/0/group'],
  ['an empty hive', { hive: {}, timestamp: aHeartbeat().timestamp }, '/hive/id'],
])('[H5] refuses %s, with a pointer to it', (_what, body, pointer) => {
  const refusal = refusalOf(body);
  expect(refusal).toMatchObject({ code: 'wrong_shape', pointer });
  expect(refusal?.detail).toMatch(/^(The body|\/\S+) must be .+\.$/);
});

test('[H1] 512 workers are accepted, 513 are not', () => {
  const workers = Array.from({ length: LIMITS.maxWorkers }, (_, n) => aWorker({ instance: `${n}` }));
  expect(decodeWhole(aHeartbeat({ workers })).ok).toBe(true);
  expect(refusalOf(aHeartbeat({ workers: [...workers, aWorker()] }))).toMatchObject({
    code: 'wrong_shape',
    pointer: '/workers',
    expected: 'an array of at most 512 items',
  });
});

test('[H1] the number of workers is checked before the workers', () => {
  expect(refusalOf({ ...aHeartbeat(), workers: Array(500_000).fill(0) })?.pointer).toBe('/workers');
});

test('two workers with the same identity are refused, with a pointer to the second', () => {
  const workers = [aWorker(), aWorker({ instance: '8081' }), aWorker({ pid: 2 })];
  expect(refusalOf(aHeartbeat({ workers }))).toMatchObject({
    code: 'duplicate_worker',
    pointer: '/workers/2',
  });
});

test('names with slashes do not make two workers equal', () => {
  const workers = [aWorker({ group: 'a/b', instance: 'c' }), aWorker({ group: 'a', instance: 'b/c' })];
  expect(decodeWhole(aHeartbeat({ workers })).ok).toBe(true);
});

const BASE = aHeartbeat({
  seq: 7,
  node: aNode(),
  workers: [
    aWorker({ gpus: [{ uuid: 'GPU-1', index: 0, vram_mb: 5, util_pct: 1.5 }], unknown: {} }),
    aWorker({ instance: '2', unknown: { gpu_util_pct: 'timeout' }, model: null, pids: 3 }),
    aWorker({ instance: '3', started_at: '2025-10-30T20:15:30.000Z' }),
  ],
});

const leaf = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom('8080', 'timeout', 'permission', 'nonsense', '', '2025-02-30T00:00:00Z', 'x'.repeat(600)),
  fc.constantFrom(null, true, false, 1e300, Number.MAX_SAFE_INTEGER, 2 ** 40),
);

test('[L5] changes are accepted exactly if the whole heartbeat is, and give the same sample', () => {
  const decoded = decodeWhole(BASE);
  if (!decoded.ok) throw new Error(decoded.refusal.detail);
  const { sample: base } = decoded;
  const counts = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(12), leaf), { maxLength: 6 }), (pairs) => {
      const result = decodeChanges(base, pairs.flat());
      if (result.kind === 'unfit') return;
      const frame = result.kind === 'frame' ? result.frame : jsonOf(result.sample);
      const whole = decodeWhole(frame);
      if (result.kind === 'sample') {
        counts.taken += 1;
        expect(whole).toMatchObject({ ok: true });
        if (whole.ok) expect(describe(result.sample)).toEqual(describe(whole.sample));
      } else if (!whole.ok) counts.refused += 1;
    }),
    { numRuns: 3_000 },
  );
  expect(counts.taken).toBeGreaterThan(100);
  expect(counts.refused).toBeGreaterThan(100);
});

const jsonOf = ({ flat }: Sample): unknown => flat.shape.value(flat.leaves);

const describe = (sample: Sample) => ({
  value: jsonOf(sample),
  instant: sample.instant,
  idle: sample.readyWorkers,
  workers: sample.workers,
  node: sample.node,
});

test.each([
  [[0]],
  [['a', 1]],
  [[-1, 1]],
  [[0.5, 1]],
  [[9_999, 1]],
  [[0, {}]],
  [{}],
  [null],
  [Array(1e5).fill(0)],
])('[L7] changes that do not fit their base are foreign', (changes) => {
  const decoded = decodeWhole(BASE);
  expect(decoded.ok && decodeChanges(decoded.sample, changes)).toEqual({ kind: 'unfit' });
});

test('[L6] a heartbeat with an unknown field or without a fixed order of fields is no base', () => {
  expect(decodeWhole({ ...BASE, type: 'heartbeat' })).toMatchObject({ isBase: true });
  expect(decodeWhole({ ...BASE, extra: 1 })).toMatchObject({ isBase: false });
  expect(decodeWhole(aHeartbeat({ workers: [{ ...aWorker(), extra: 1 } as never] }))).toMatchObject({
    isBase: false,
  });
  expect(decodeWhole(aHeartbeat({ workers: [aWorker({ unknown: { 1: 'mig' } })] }))).toMatchObject({
    isBase: false,
  });
});

test('[H3] a MiB of numbers in an unknown field is removed', () => {
  const decoded = decodeWhole({ ...BASE, extra: Array(500_000).fill(1) });
  expect(decoded.ok && decoded.sample.flat.leaves.length).toBeLessThan(200);
});

test('a whole number may be written with a decimal point or an exponent', () => {
  const text = JSON.stringify(aHeartbeat())
    .replace('"rss_mb":2048', '"rss_mb":2.048e3')
    .replace('"pid":12345', '"pid":12345.0');
  const decoded = decodeWhole(JSON.parse(text));
  expect(decoded.ok && JSON.stringify(decoded.sample.flat.shape.value(decoded.sample.flat.leaves))).toContain(
    '"rss_mb":2048,',
  );
});
