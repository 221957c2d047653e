import { expect, test } from 'vitest';
import { latestUse } from './process-use.ts';

test('the newest sample of a process counts; impossible and old ones do not', () => {
  const samples = [
    { pid: 1, atUs: 2_000, pct: 40 },
    { pid: 1, atUs: 3_000, pct: 60 },
    { pid: 1, atUs: 2_500, pct: 50 },
    { pid: 2, atUs: 3_000, pct: 101 },
    { pid: 3, atUs: 1_000, pct: 30 },
    { pid: 4, atUs: 1_001, pct: 100 },
  ];
  expect([...latestUse(samples, 1_000)]).toEqual([
    [1, 60],
    [4, 100],
  ]);
});
