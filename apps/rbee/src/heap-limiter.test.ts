import { expect, test } from 'vitest';
import { heapLimiter } from './heap-limiter.ts';

const MIB = 1024 * 1024;

/** A heap of which 11 MiB remain after a collection; `collections` says of each if it was thorough. */
function setUp() {
  let used = 10 * MIB;
  const collections: boolean[] = [];
  const limitHeap = heapLimiter({
    used: () => used,
    collectGarbage: (thoroughly) => {
      collections.push(thoroughly);
      used = 11 * MIB;
    },
  });
  const grow = (bytes: number) => {
    used += bytes;
    limitHeap();
  };
  return { grow, collections };
}

test('garbage is collected each time that the heap has grown by 3 MiB', () => {
  const { grow, collections } = setUp();
  grow(0);
  expect(collections).toHaveLength(1);
  grow(3 * MIB - 1);
  expect(collections).toHaveLength(1);
  grow(1);
  expect(collections).toHaveLength(2);
});

test('only the first collection after the start is thorough', () => {
  const { grow, collections } = setUp();
  for (let growths = 0; growths < 4; growths += 1) grow(3 * MIB);
  expect(collections).toEqual([false, true, false, false]);
});
