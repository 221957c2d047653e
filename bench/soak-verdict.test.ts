import { expect, test } from 'vitest';
import { cpuPct, verdicts } from './soak-verdict.ts';

const steady = { residentMib: Array<number>(40).fill(60), cpuMs: 400, elapsedMs: 40_000, intervalMs: 1_000 };
const held = (soaked: Parameters<typeof verdicts>[0]) => verdicts(soaked).map(({ holds }) => holds);

test('a steady, small, idle hive holds every promise', () => {
  expect(held({ ...steady, cpuMs: 399 })).toEqual([true, true, true]);
});

test('memory at the bound does not hold, though it does not grow', () => {
  expect(held({ ...steady, cpuMs: 0, residentMib: Array<number>(40).fill(80) })).toEqual([false, true, true]);
});

test('memory that grows by a tenth of a MiB a second does not hold', () => {
  const residentMib = Array.from({ length: 40 }, (_, second) => 40 + second / 10);
  expect(held({ ...steady, cpuMs: 0, residentMib })).toEqual([true, false, true]);
});

test('one second of much memory is no growth', () => {
  const residentMib = steady.residentMib.with(35, 100);
  expect(held({ ...steady, cpuMs: 0, residentMib })).toEqual([true, true, true]);
});

test('CPU is scaled to one sample a second', () => {
  expect(cpuPct({ cpuMs: 4_000, elapsedMs: 40_000, intervalMs: 100 })).toEqual({ ran: 10, scaled: 1 });
  expect(held(steady)).toEqual([true, true, false]);
});
