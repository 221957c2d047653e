import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameRing } from './frame-ring.ts';

test('[S5] gives exactly what came after a number, or says that it is gone', () => {
  const step = fc.record({ size: fc.integer({ min: 1, max: 40 }), wait: fc.nat(30) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const ring = new FrameRing({ bytes: 200, ageMs: 100 });
      const all: { frame: Buffer; at: number }[] = [];
      let now = 0;
      for (const { size, wait } of steps) {
        now += wait;
        all.push({ frame: Buffer.alloc(size, all.length), at: now });
        ring.append(all.at(-1)?.frame ?? Buffer.alloc(0), now);
      }
      const held = (from: number) => all.slice(from);
      const bytes = (from: number) => held(from).reduce((sum, it) => sum + it.frame.length, 0);
      for (let number = 0; number <= all.length; number += 1) {
        const fits = bytes(number) <= 200 && held(number).every(({ at }) => now - at <= 100);
        expect(ring.since(number)).toEqual(fits ? held(number).map(({ frame }) => frame) : null);
      }
      expect(ring.newest).toBe(all.length);
      expect(ring.bytes).toBeLessThanOrEqual(200);
    }),
  );
});

test('[S5] a number that was never given is not known', () => {
  const ring = new FrameRing({ bytes: 100, ageMs: 100 });
  expect(ring.since(0)).toEqual([]);
  expect(ring.since(1)).toBeNull();
});

test('grows old without anything being appended', () => {
  const ring = new FrameRing({ bytes: 100, ageMs: 100 });
  ring.append(Buffer.alloc(10), 0);
  ring.evict(100);
  expect(ring.bytes).toBe(10);
  ring.evict(101);
  expect([ring.bytes, ring.since(0), ring.since(1)]).toEqual([0, null, []]);
});
