import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TimerWheel } from './timer-wheel.ts';

test('a hive is due once at its deadline, and never before', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('put' as const),
      hive: fc.constantFrom('a', 'b', 'c'),
      inMs: fc.nat(5_000),
    }),
    fc.record({ kind: fc.constant('delete' as const), hive: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ kind: fc.constant('pass' as const), ms: fc.oneof(fc.nat(600), fc.nat(1e9)) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const timers = new TimerWheel();
      const truth = new Map<string, number>();
      let now = 1_000;
      for (const it of steps) {
        if (it.kind === 'put') {
          timers.put(it.hive, now + it.inMs);
          truth.set(it.hive, Math.min(truth.get(it.hive) ?? Number.POSITIVE_INFINITY, now + it.inMs));
        } else if (it.kind === 'delete') {
          timers.delete(it.hive);
          truth.delete(it.hive);
        } else {
          now += it.ms;
          const taken = timers.due(now);
          for (const hive of taken) {
            expect(truth.get(hive)).toBeLessThanOrEqual(now);
            truth.delete(hive);
          }
          for (const at of truth.values()) expect(at).toBeGreaterThan(now - 500);
        }
      }
      for (const hive of timers.due(now + 1e6)) truth.delete(hive);
      expect(truth.size).toBe(0);
    }),
  );
});
