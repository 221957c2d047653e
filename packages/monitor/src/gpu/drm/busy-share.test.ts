import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BusyShare } from './busy-share.ts';

const MS = 1_000_000;
const ns = (busyMs: number, capacity = 1) => ({ busy: busyMs * MS, capacity });

test('[W4] the first reading has no share, the next ones that of the time between them', () => {
  const meter = new BusyShare();
  expect([meter.next(ns(500), 1000), meter.next(ns(750), 2000), meter.next(ns(750), 3000)]).toEqual([
    null,
    0.25,
    0,
  ]);
});

test('the share is of all engines of the class', () => {
  const meter = new BusyShare();
  meter.next(ns(0, 4), 0);
  expect(meter.next(ns(1000, 4), 1000)).toBe(0.25);
});

test('cycles are compared with the cycles of their clock, whatever the time', () => {
  const meter = new BusyShare();
  meter.next({ busy: 10, totalCycles: 1000, capacity: 1 }, 0);
  expect(meter.next({ busy: 60, totalCycles: 1100, capacity: 1 }, 5)).toBe(0.5);
});

test('[W4] a client that was opened since a known time has a share in its first reading', () => {
  expect(new BusyShare(1000).next(ns(500), 2000)).toBe(0.5);
});

test('[W4] a counter that had begun before the time from which it was thought to count starts over', () => {
  const meter = new BusyShare(1000);
  expect([meter.next(ns(90_000), 2000), meter.next(ns(90_500), 3000)]).toEqual([null, 0.5]);
});

test('[W4] a lower value is no growth until it catches up; one that stays lower starts over', () => {
  const meter = new BusyShare();
  meter.next(ns(500), 1000);
  expect([meter.next(ns(499), 2000), meter.next(ns(1300), 3000)]).toEqual([0, 0.4]);
  const low = Array.from({ length: 12 }, (_, at) => meter.next(ns(100 + at), 4000 + at * 1000));
  expect(low.slice(0, 10)).toEqual(Array(10).fill(0));
  expect(low.slice(10)).toEqual([null, 0.001]);
});

test('a clock that goes backwards starts over, and one that stands still gives no share', () => {
  const cycles = (busy: number, totalCycles: number) => ({ busy, totalCycles, capacity: 1 });
  const meter = new BusyShare();
  meter.next(cycles(5, 100), 0);
  expect([
    meter.next(cycles(6, 100), 1),
    meter.next(cycles(5, 100), 2),
    meter.next(cycles(5, 90), 3),
  ]).toEqual([null, 0, null]);
  expect(meter.next(cycles(10, 100), 4)).toBe(0.5);
});

test('[W4] a share is never negative, above one or not a number, whatever is read', () => {
  const reading = fc.record({
    busy: fc.double({ min: 0, max: 2 ** 64, noNaN: true }),
    totalCycles: fc.option(fc.double({ min: 0, max: 2 ** 64, noNaN: true }), { nil: undefined }),
    capacity: fc.integer({ min: 1, max: 64 }),
    atMs: fc.nat(),
  });
  fc.assert(
    fc.property(fc.array(reading), fc.option(fc.nat()), (readings, zeroMs) => {
      const meter = new BusyShare(zeroMs);
      for (const { busy, totalCycles, capacity, atMs } of readings) {
        const time = totalCycles === undefined ? { busy, capacity } : { busy, totalCycles, capacity };
        const share = meter.next(time, atMs);
        expect(share === null || (share >= 0 && share <= 1)).toBe(true);
      }
    }),
  );
});
