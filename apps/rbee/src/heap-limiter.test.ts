import { expect, test } from 'vitest';
import { heapLimiter } from './heap-limiter.ts';

const MIB = 1024 * 1024;

test('garbage is collected each time that the heap has grown by 4 MiB', () => {
  let used = 10 * MIB;
  let collections = 0;
  const limitHeap = heapLimiter({
    used: () => used,
    collectGarbage: () => {
      collections += 1;
      used = 11 * MIB;
    },
  });
  limitHeap();
  expect([collections, used]).toEqual([1, 11 * MIB]);
  used += 4 * MIB - 1;
  limitHeap();
  expect(collections).toBe(1);
  used += 1;
  limitHeap();
  expect([collections, used]).toEqual([2, 11 * MIB]);
});
