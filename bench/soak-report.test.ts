import { expect, test } from 'vitest';
import { cpuPct, type Soaked, sampleMs, soakVerdicts } from './soak-report.ts';

const calm: Soaked = {
  residentMib: Array<number>(40).fill(60),
  cpuMs: 399,
  elapsedMs: 40_000,
  intervalMs: 1_000,
};
const held = (more: { slow?: Partial<Soaked>; fast?: Partial<Soaked> }) =>
  soakVerdicts({
    slow: { ...calm, ...more.slow },
    fast: { ...calm, intervalMs: 100, cpuMs: 4_000, ...more.fast },
  }).map(({ holds }) => holds);

test('a steady, small, idle hive holds every promise', () => {
  expect(held({})).toEqual([true, true, true]);
});

test('memory at the bound does not hold, though it does not grow', () => {
  expect(held({ fast: { residentMib: Array<number>(40).fill(80) } })).toEqual([false, true, true]);
});

test('memory that grows by a tenth of a MiB a second does not hold', () => {
  const residentMib = Array.from({ length: 40 }, (_, second) => 40 + second / 10);
  expect(held({ fast: { residentMib } })).toEqual([true, false, true]);
});

test('one second of much memory is no growth', () => {
  expect(held({ fast: { residentMib: calm.residentMib.with(35, 100) } })).toEqual([true, true, true]);
});

test('CPU is judged at one sample a second, whatever ten a second cost', () => {
  expect(held({ slow: { cpuMs: 400 }, fast: { cpuMs: 1 } })).toEqual([true, true, false]);
  expect(held({ fast: { cpuMs: 40_000 } })).toEqual([true, true, true]);
});

test('CPU of a core and of a sample', () => {
  const fast = { ...calm, cpuMs: 2_000, intervalMs: 100 };
  expect([cpuPct(fast), sampleMs(fast)]).toEqual([5, 5]);
});
