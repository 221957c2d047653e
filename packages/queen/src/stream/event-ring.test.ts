import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventRing } from './event-ring.ts';

const WHOLE = 'x'.repeat(100);

/** What one event of these tests is counted as. */
const SIZE = (() => {
  const ring = new EventRing({ bytes: 1e9, ageMs: 1 });
  put(ring, 0);
  return ring.bytes;
})();

function put(ring: EventRing, at: number): void {
  const entry = ring.make('heartbeat', {}, undefined, at);
  entry.whole = WHOLE;
  ring.add(entry);
}

test('[S5] past events are bounded in bytes and in age', () => {
  const ring = new EventRing({ bytes: 2.5 * SIZE, ageMs: 1_000 });
  for (let at = 0; at < 4; at += 1) put(ring, at);
  expect([ring.newest, ring.bytes, ring.reaches(1), ring.reaches(2)]).toEqual([4, 2 * SIZE, false, true]);
  expect([ring.at(2), ring.at(3)?.number, ring.at(5)]).toEqual([undefined, 3, undefined]);
  expect([ring.bytesAfter(3), ring.bytesAfter(0)]).toEqual([SIZE, 2 * SIZE]);
  ring.evict(1_004);
  expect([ring.newest, ring.bytes, ring.reaches(3), ring.reaches(4)]).toEqual([4, 0, false, true]);
});

test('[S5] the ring has the newest events that fit, without a gap, and no others', () => {
  fc.assert(
    fc.property(fc.nat({ max: 60 }), fc.nat({ max: 20 * SIZE }), (count, bytes) => {
      const ring = new EventRing({ bytes, ageMs: 1_000 });
      for (let number = 1; number <= count; number += 1) put(ring, 0);
      const held = Math.min(count, Math.floor(bytes / SIZE));
      for (let number = 0; number <= count + 1; number += 1) {
        expect(ring.reaches(number)).toBe(number <= count && number >= count - held);
        expect(ring.at(number)?.number).toBe(number > count - held && number <= count ? number : undefined);
      }
    }),
  );
});
