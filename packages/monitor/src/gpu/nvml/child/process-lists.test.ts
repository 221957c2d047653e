import { expect, test } from 'vitest';
import type { NvmlFunction } from './library.ts';
import { listLayout, mergeLists } from './process-lists.ts';

const layoutWith = (...names: readonly NvmlFunction[]) =>
  listLayout({ has: (name) => names.includes(name), call: () => 13, addressOf: () => 0n });

test('the layout of process entries follows from the functions that a driver has', () => {
  const third = 'nvmlDeviceGetComputeRunningProcesses_v3';
  expect(layoutWith(third)).toEqual({ suffix: '_v3', entryBytes: 24 });
  expect(layoutWith(third, 'nvmlDeviceGetConfComputeMemSizeInfo')).toEqual({ suffix: '_v3', entryBytes: 32 });
  const present = ['nvmlDeviceGetConfComputeMemSizeInfo', 'nvmlDeviceGetRunningProcessDetailList'] as const;
  expect(layoutWith(third, ...present)).toEqual({ suffix: '_v3', entryBytes: 24 });
  expect(layoutWith('nvmlDeviceGetComputeRunningProcesses_v2')).toEqual({ suffix: '_v2', entryBytes: 24 });
  expect(layoutWith()).toEqual({ suffix: '', entryBytes: 16 });
});

test('a process in several lists counts once, with the largest memory that is known', () => {
  const compute = [
    { pid: 1, mebibytes: 100 },
    { pid: 2, mebibytes: null },
  ];
  const service = [{ pid: 2, mebibytes: 50 }];
  const graphics = [
    { pid: 1, mebibytes: 300 },
    { pid: 3, mebibytes: 10 },
    { pid: 4, mebibytes: null },
  ];
  expect(mergeLists(compute, service, graphics)).toEqual([
    { pid: 1, computes: true, mebibytes: 300 },
    { pid: 2, computes: true, mebibytes: 50 },
    { pid: 3, computes: false, mebibytes: 10 },
    { pid: 4, computes: false, mebibytes: null },
  ]);
});
