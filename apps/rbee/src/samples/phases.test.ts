import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextPhase, thinkMs } from './phases.ts';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('load never stays the same for long', () => {
  fc.assert(
    fc.property(fc.constantFrom('rest', 'light', 'busy'), random, (before, value) => {
      const phase = nextPhase(before, () => value);
      expect(phase.kind).not.toBe(before);
      expect(phase.lengthMs).toBeGreaterThanOrEqual(4_000);
      expect(phase.lengthMs).toBeLessThanOrEqual(12_000);
      expect(phase.duty).toBeLessThanOrEqual(0.7);
    }),
  );
});

test('the wait between requests follows from how long they take', () => {
  expect(thinkMs(140, 0.7)).toBeCloseTo(60);
  expect(thinkMs(100, 0.5)).toBeCloseTo(100);
  expect(thinkMs(0, 0.7)).toBe(20);
  expect(thinkMs(60_000, 0.15)).toBe(2_000);
});
