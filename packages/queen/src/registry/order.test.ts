import type { Heartbeat } from '@rbee/contract';
import { aHeartbeat } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleOf } from '../testing/index.ts';
import { isNewer } from './order.ts';

const at = (second: number, more: Partial<Heartbeat> = {}) =>
  sampleOf(aHeartbeat({ timestamp: `2025-10-30T20:15:${String(second).padStart(2, '0')}Z`, ...more }));

test('[H6] within one boot_id seq alone decides, whatever the health', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.nat(),
      fc.nat(59),
      fc.nat(59),
      fc.constantFrom('healthy', 'degraded', 'down'),
      (seq, knownSeq, second, knownSecond, health) => {
        const sample = at(second, { boot_id: 'b', seq });
        const known = at(knownSecond, { boot_id: 'b', seq: knownSeq });
        expect(isNewer(sample, known, health)).toBe(seq > knownSeq);
      },
    ),
  );
});

test('[H6] else the timestamp decides, to its last digit; a repeat is not newer', () => {
  const known = at(30);
  expect(isNewer(at(31), known, 'healthy')).toBe(true);
  expect(isNewer(at(30), known, 'healthy')).toBe(false);
  expect(isNewer(at(29), known, 'healthy')).toBe(false);
  const later = sampleOf(aHeartbeat({ timestamp: '2025-10-30T20:15:30.000000001Z' }));
  expect(isNewer(later, known, 'healthy')).toBe(true);
  expect(isNewer(known, later, 'healthy')).toBe(false);
});

test('[H6] seq of another boot_id does not count', () => {
  expect(isNewer(at(31, { boot_id: 'b', seq: 0 }), at(30, { boot_id: 'a', seq: 99 }), 'healthy')).toBe(true);
  expect(isNewer(at(29, { boot_id: 'b', seq: 99 }), at(30, { boot_id: 'a', seq: 0 }), 'healthy')).toBe(false);
});

test.each(['healthy', 'degraded', 'down'] as const)(
  '[H6] a repeat is late while a hive is %s, whatever its run and seq',
  (health) => {
    expect(isNewer(at(30), at(30), health)).toBe(false);
    expect(isNewer(at(30, { boot_id: 'b', seq: 9 }), at(30), health)).toBe(false);
    expect(isNewer(at(30, { boot_id: 'b', seq: 9 }), at(30, { boot_id: 'a', seq: 1 }), health)).toBe(false);
  },
);

test('[H6] a hive whose clock was set back is accepted again once it is down, not before', () => {
  const future = at(59, { boot_id: 'a', seq: 7 });
  const restarted = at(1, { boot_id: 'b', seq: 0 });
  for (const [sample, known] of [
    [restarted, future],
    [at(1), at(59)],
  ] as const) {
    expect(isNewer(sample, known, 'healthy')).toBe(false);
    expect(isNewer(sample, known, 'degraded')).toBe(false);
    expect(isNewer(sample, known, 'down')).toBe(true);
  }
});
