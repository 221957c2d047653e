import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aTelemetry, aWorker } from './builders.ts';
import { applyChanges, changesBetween } from './delta.ts';
import { flatten, type Json } from './shape.ts';

const json = (value: unknown): Json => JSON.parse(JSON.stringify(value));
const between = (one: Json, other: Json) => changesBetween(flatten(one), flatten(other));
const fail = (): never => expect.fail('the changes do not fit');
const applied = (one: Json, changes: ReturnType<typeof between>): Json => {
  const before = flatten(one);
  const { after, changed } = applyChanges(before, changes ?? []) ?? fail();
  expect(changed).toEqual(
    before.leaves.flatMap((leaf, index) => (leaf === after.leaves[index] ? [] : index)),
  );
  const value = after.shape.updated(one, after.leaves, changed);
  expect(after.shape.value(after.leaves)).toEqual(value);
  expect(JSON.stringify(after.shape.value(after.leaves))).toBe(JSON.stringify(value));
  return value;
};

const before = json(
  aTelemetry({
    timestamp: '2025-10-30T20:15:30.000Z',
    seq: 7,
    workers: [aWorker(), aWorker({ instance: '8081', cpu_pct: 12.5 })],
  }),
);

test('[S11] changes are pairs of the number of leaves to pass over and a change', () => {
  const after = json(
    aTelemetry({
      timestamp: '2025-10-30T20:15:31.002Z',
      seq: 8,
      workers: [aWorker({ uptime_s: 301 }), aWorker({ instance: '8081', cpu_pct: 99.25, model: null })],
    }),
  );
  const changes = between(before, after);
  expect(changes).toEqual([2, 1002, 7, 1, 7, 99.25, 7, null, 0, 1]);
  expect(applied(before, changes)).toEqual(after);
});

test('[S11] parts without a change keep their identity', () => {
  const after = applied(before, between(before, json({ ...(before as object), seq: 8 })));
  expect((after as { workers: Json }).workers).toBe((before as { workers: Json }).workers);
  expect(applied(before, [])).toBe(before);
});

test.each([
  ['one more worker', { workers: [aWorker()] }],
  ['one more field', { health: 'healthy' as const }],
  ['another type', { seq: undefined }],
])('[S11] with %s the sample must be sent whole', (_what, more) => {
  expect(between(before, json({ ...(before as object), ...more }))).toBeNull();
});

test.each([[[9_999, 1]], [[0, 5]], [[0, 'a', 0]], [[-1, 'a']], [[0.5, 'a']], [['0', 'a']], [[2, 1e300]]])(
  '[S11] changes %j that do not fit the sample are refused',
  (changes) => {
    expect(applyChanges(flatten(before), changes)).toBeNull();
  },
);

test('[S11] applying the changes to the first value gives exactly the second', () => {
  const leaf = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((it) => !Object.is(it, -0)),
    fc.constantFrom('a', '2025-10-30T20:15:30.000Z', '2025-10-30T20:15:31.250Z', '2025-02-31T20:15:31.250Z'),
    fc.constantFrom(null, true, false, 0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
  );
  const sample = fc.record({ t: leaf, list: fc.array(fc.record({ a: leaf, b: leaf })), o: fc.constant({}) });
  fc.assert(
    fc.property(sample, sample, (one, other) => {
      const changes = between(one, other);
      if (changes !== null) expect(applied(one, json(changes) as never)).toEqual(other);
    }),
    { numRuns: 2_000 },
  );
});
