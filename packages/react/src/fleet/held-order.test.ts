import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergedOrder } from './held-order.ts';

const ids = fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', 'd', 'e', 'f'));

test('the merged order has what is wanted, each once, and keeps the order of what was held', () => {
  fc.assert(
    fc.property(ids, ids, (held, wanted) => {
      const merged = mergedOrder(held, wanted);
      expect([...merged].sort()).toEqual([...wanted].sort());
      const kept = held.filter((id) => wanted.includes(id));
      expect(merged.filter((id) => kept.includes(id))).toEqual(kept);
    }),
  );
});

test('what is new stands after its neighbour', () => {
  expect(mergedOrder(['c', 'a', 'd'], ['a', 'b', 'c', 'd'])).toEqual(['c', 'a', 'b', 'd']);
  expect(mergedOrder([], ['b', 'a'])).toEqual(['b', 'a']);
});
