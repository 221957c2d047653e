import { expect, test } from 'vitest';
import { type CostsAmong, sampleVerdicts } from './sample-report.ts';

const cost = (ms: number) => ({ title: '', medianMs: ms, meanMs: ms });
const among = (processes: number, monitorMs: number, loopMs: number): CostsAmong => ({
  processes,
  workers: processes / 10,
  monitor: cost(monitorMs),
  cheapestLoop: cost(loopMs),
  others: [],
});
const held = (at250: number, at500: number, at1000: number, floors = [1, 4]) => {
  const main = among(500, at500, 2);
  const [low = 0, high = 0] = floors;
  return sampleVerdicts(main, [among(250, at250, low), main, among(1_000, at1000, high)]).map(
    ({ holds }) => holds,
  );
};

test('a cheap sample whose cost is linear holds both promises', () => {
  expect(held(2.4, 4.9, 9.6)).toEqual([true, true]);
});

test('a sample at the bound does not hold', () => {
  expect(held(2.4, 5, 9.6)).toEqual([false, true]);
});

test('a cost a process that grows by more than a quarter does not hold', () => {
  expect(held(2, 4.5, 10)).toEqual([true, true]);
  expect(held(2, 4.5, 10.1)).toEqual([true, false]);
});

test("the cheapest loop's own growth is allowed, its shrinking not asked for", () => {
  expect(held(2, 4.5, 11, [1, 4.8])).toEqual([true, true]);
  expect(held(2, 4.5, 10, [1, 2])).toEqual([true, true]);
});

test('what was not measured does not hold', () => {
  const main = among(500, Number.NaN, 2);
  expect(sampleVerdicts(main, [main]).map(({ holds }) => holds)).toEqual([false, false]);
});
