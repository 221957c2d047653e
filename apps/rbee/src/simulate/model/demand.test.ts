import { expect, test } from 'vitest';
import { demandAt, diurnal } from './demand.ts';

const wednesday = (hour: number): number => Date.UTC(2025, 9, 29, hour);
const saturday = (hour: number): number => Date.UTC(2025, 10, 1, hour);

test('load is low at night and high by day, with less at noon and on weekends', () => {
  const day = Array.from({ length: 24 }, (_, hour) => diurnal(wednesday(hour), 0));
  expect(day.indexOf(Math.min(...day))).toBeGreaterThanOrEqual(2);
  expect(day.indexOf(Math.min(...day))).toBeLessThanOrEqual(5);
  expect(day.indexOf(Math.max(...day))).toBeGreaterThan(12);
  for (const it of day) expect(it).toBeGreaterThanOrEqual(0.1);
  for (const it of day) expect(it).toBeLessThanOrEqual(1);
  expect(diurnal(Date.UTC(2025, 9, 29, 12, 30), 0)).toBeLessThan(diurnal(wednesday(15), 0));
  expect(diurnal(saturday(15), 0)).toBeLessThan(diurnal(wednesday(15), 0));
});

test('where clocks are ahead of UTC, the day comes sooner', () => {
  expect(diurnal(wednesday(4), 8)).toBeCloseTo(diurnal(wednesday(12), 0), 9);
});

test('a popular worker has all slots in use by day, and further requests wait', () => {
  const worker = { seed: 1, worker: 0, slots: 4, popularity: 1.1 };
  const seen = Array.from({ length: 600 }, (_, second) =>
    demandAt(worker, 1, wednesday(15) + second * 1_000),
  );
  for (const { running } of seen) expect(running).toBeLessThanOrEqual(4);
  for (const { running, waiting } of seen) expect(running === 4 || waiting === 0).toBe(true);
  expect(seen.some(({ waiting }) => waiting > 0)).toBe(true);
  expect(new Set(seen.map(({ running }) => running)).size).toBeGreaterThan(1);
});
