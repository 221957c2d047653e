import { expect, test } from 'vitest';
import { liftingFiles, limitFiles } from './limit-files.ts';

const texts = (version: 1 | 2, cpuPct?: number, memoryBytes?: number) =>
  limitFiles(version, { cpuPct, memoryBytes }).map(({ name, text }) => `${name}=${text}`);

test('limits as each version of cgroups writes them', () => {
  expect(texts(2, 200, 2 ** 30)).toEqual(['cpu.max=200000 100000', 'memory.max=1073741824']);
  expect(texts(1, 12.5, 2 ** 20)).toEqual([
    'cpu.cfs_period_us=100000',
    'cpu.cfs_quota_us=12500',
    'memory.limit_in_bytes=1048576',
  ]);
  expect(texts(2)).toEqual([]);
});

test('the smallest share is what the kernel takes: 1 ms of each period', () => {
  expect(texts(2, 1)).toEqual(['cpu.max=1000 100000']);
});

test('what is not limited is lifted', () => {
  const none = { cpuPct: undefined, memoryBytes: undefined };
  expect(liftingFiles(2, none).map(({ name, text }) => `${name}=${text}`)).toEqual([
    'cpu.max=max',
    'memory.max=max',
  ]);
  expect(liftingFiles(1, { ...none, cpuPct: 50 }).map(({ name, text }) => `${name}=${text}`)).toEqual([
    'memory.limit_in_bytes=-1',
  ]);
});
