import { expect, test } from 'vitest';
import { BootClock, type BootFacts } from './boot-clock.ts';

const BOOT_MS = 1_700_000_000_250;
const NOW_MS = BOOT_MS + 5_000_000;
const machine: BootFacts = {
  bootTimeS: 1_700_000_000,
  uptimeS: 5000,
  ownStartS: 4000,
  ownAgeMs: 1_000_000,
};
const at = (facts: Partial<BootFacts>, nowMs = NOW_MS) =>
  new BootClock().read({ ...machine, ...facts }, nowMs);
const real = { bootMs: BOOT_MS, sinceBootS: 5000 };

test('the boot time has the fraction of a second that /proc/stat leaves out', () => {
  expect(at({})).toEqual(real);
  expect(at({ bootTimeS: null })).toEqual(real);
});

test.each([
  ['/proc/uptime is that of a container', { uptimeS: 300 }],
  ['/proc/uptime is not known', { uptimeS: null }],
  ['/proc/uptime and /proc/stat are those of a container', { uptimeS: 300, bootTimeS: 1_700_004_700 }],
  ['this process waited before its exec', { ownAgeMs: 10_000 }],
  ['the machine was suspended after the start of this process', { ownAgeMs: 900_000 }],
])('the boot time is that of the machine if %s', (_, facts) => {
  expect(at(facts)).toEqual(real);
});

test('without a figure that has a fraction the boot time is in whole seconds', () => {
  const whole = { bootMs: 1_700_000_000_000, sinceBootS: 5000.25 };
  expect(at({ uptimeS: null, ownStartS: null })).toEqual(whole);
  expect(at({ uptimeS: 300, ownStartS: null })).toEqual(whole);
});

test('nothing is known without /proc', () => {
  expect(at({ bootTimeS: null, uptimeS: null, ownStartS: null })).toBeNull();
});

test('the boot time does not move by rounding, and follows a step of the wall clock', () => {
  const clock = new BootClock();
  const read = (uptimeS: number, stepMs = 0) =>
    clock.read(
      { ...machine, uptimeS, bootTimeS: 1_700_000_000 + stepMs / 1000, ownStartS: null },
      BOOT_MS + uptimeS * 1000 + stepMs + (uptimeS % 7),
    );
  for (let uptimeS = 5000; uptimeS < 5050; uptimeS += 1) {
    const seen = read(uptimeS);
    expect(seen?.bootMs).toBe(BOOT_MS + 2);
    expect(seen?.sinceBootS).toBeCloseTo(uptimeS, 1);
  }
  const later = read(5050, 3_600_000);
  expect(later?.bootMs).toBeCloseTo(BOOT_MS + 3_600_000, -1);
  expect(later?.sinceBootS).toBeCloseTo(5050, 1);
});
