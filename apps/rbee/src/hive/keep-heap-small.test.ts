import { expect, test } from 'vitest';
import { keepHeapSmall } from './keep-heap-small.ts';

const MIB = 1024 * 1024;

test('the heap is collected whenever it has grown by 4 MiB, and not more often', () => {
  let used = 10 * MIB;
  let collections = 0;
  const tidy = keepHeapSmall({
    used: () => used,
    collect: () => {
      collections += 1;
      used = 11 * MIB;
    },
  });
  tidy();
  expect([collections, used]).toEqual([1, 11 * MIB]);
  used += 4 * MIB - 1;
  tidy();
  expect(collections).toBe(1);
  used += 1;
  tidy();
  expect([collections, used]).toEqual([2, 11 * MIB]);
});
