import { aHeartbeat } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Outbox, type Waiting } from './outbox.ts';

const waiting = (seq: number, bytes = 10): Waiting => ({ heartbeat: aHeartbeat({ seq }), seq, bytes });

test('[L2] the oldest is dropped first and counted', () => {
  const outbox = new Outbox({ maxCount: 2, maxBytes: 1_000 });
  for (const seq of [0, 1, 2]) outbox.add(waiting(seq));
  expect(outbox.dropped).toBe(1);
  expect(outbox.shiftOldest()?.seq).toBe(1);
  expect(outbox.popNewest()?.seq).toBe(2);
  expect(outbox.popNewest()).toBeUndefined();
});

test('[L2] the bytes are bounded as well', () => {
  const outbox = new Outbox({ maxCount: 100, maxBytes: 25 });
  for (const seq of [0, 1, 2]) outbox.add(waiting(seq));
  expect([outbox.count, outbox.bytes, outbox.dropped]).toEqual([2, 20, 1]);
});

test('a heartbeat that comes back is put in the order of seq', () => {
  const outbox = new Outbox({ maxCount: 10, maxBytes: 1_000 });
  for (const seq of [0, 1, 3]) outbox.add(waiting(seq));
  const newest = outbox.popNewest();
  outbox.add(waiting(4));
  if (newest) outbox.add(newest);
  const order = Array.from({ length: 4 }, () => outbox.shiftOldest()?.seq);
  expect(order).toEqual([0, 1, 3, 4]);
});

const step = fc.oneof(
  fc.record({ do: fc.constant('add' as const), bytes: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ do: fc.constantFrom('newest' as const, 'oldest' as const, 'return' as const) }),
);

test('[L2] any order of use keeps the bounds, the order, and every heartbeat accounted for', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const limits = { maxCount: 7, maxBytes: 150 };
      const outbox = new Outbox(limits);
      const taken: Waiting[] = [];
      let added = 0;
      for (const next of steps) {
        if (next.do === 'add') outbox.add(waiting(added++, next.bytes));
        else if (next.do === 'return') for (const back of taken.splice(0, 1)) outbox.add(back);
        else
          taken.push(
            ...[next.do === 'newest' ? outbox.popNewest() : outbox.shiftOldest()].filter((it) => !!it),
          );
        expect(outbox.count).toBeLessThanOrEqual(limits.maxCount);
        expect(outbox.bytes).toBeLessThanOrEqual(limits.maxBytes);
        expect(outbox.count + outbox.dropped + taken.length).toBe(added);
      }
      const left = Array.from({ length: outbox.count }, () => outbox.shiftOldest()?.seq ?? -1);
      expect(left).toEqual([...left].sort((a, b) => a - b));
      expect(outbox.bytes).toBe(0);
    }),
  );
});
