import { createCheck, HeartbeatSchema, LIMITS, type ProcessStats } from '@rbee/contract';
import { aHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitHeartbeat } from './fit-heartbeat.ts';

const check = createCheck(HeartbeatSchema);
const workers = (count: number, more: Partial<ProcessStats> = {}): ProcessStats[] =>
  Array.from({ length: count }, (_, index) => aWorker({ ...more, instance: String(index) }));
const size = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

test('a heartbeat within the limits is not changed', () => {
  const heartbeat = aHeartbeat({ node: aNode() });
  expect(fitHeartbeat(heartbeat)).toEqual({ heartbeat, bytes: size(heartbeat), leftOut: 0 });
});

test('[H1] of more than 512 workers the first 512 are kept', () => {
  const { heartbeat, leftOut } = fitHeartbeat(aHeartbeat({ workers: workers(600) }));
  expect(heartbeat.workers.map((worker) => worker.instance)).toEqual(workers(512).map((it) => it.instance));
  expect(leftOut).toBe(88);
  expect(check.is(heartbeat)).toBe(true);
});

test('[H1] a heartbeat stays within 1 MiB, also as backfill', () => {
  const unknown = Object.fromEntries(
    Array.from({ length: 64 }, (_, index) => [`field_${index}`, 'timeout' as const]),
  );
  const large = aHeartbeat({ workers: workers(512, { model: 'é'.repeat(512), unknown }) });
  const { heartbeat, leftOut } = fitHeartbeat(large);
  expect(size({ ...heartbeat, backfill: true })).toBeLessThanOrEqual(LIMITS.maxHeartbeatBytes);
  expect(leftOut).toBeGreaterThan(0);
  expect(check.is(heartbeat)).toBe(true);
});

test('[H1] every limit is kept to the byte, with as many of the first workers as fit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 20_000 }), fc.nat(30), (maxBytes, count) => {
      const whole = aHeartbeat({ workers: workers(count), node: aNode() });
      const { heartbeat, bytes, leftOut } = fitHeartbeat(whole, maxBytes);
      expect(bytes).toBe(size(heartbeat));
      expect(size({ ...heartbeat, backfill: true })).toBeLessThanOrEqual(maxBytes);
      expect(heartbeat.workers).toEqual(whole.workers.slice(0, count - leftOut));
    }),
  );
});
