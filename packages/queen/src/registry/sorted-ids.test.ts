import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedIds } from './sorted-ids.ts';

test('after any inserts and removals the ids are sorted, each present once', () => {
  const id = fc.constantFrom('a', 'a-b', 'a/', 'b', 'B', 'ä', '');
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), id)), (steps) => {
      const ids = new SortedIds();
      const truth = new Set<string>();
      for (const [add, it] of steps) {
        expect(add ? ids.add(it) : ids.delete(it)).toBe(add ? !truth.has(it) : truth.has(it));
        if (add) truth.add(it);
        else truth.delete(it);
      }
      const sorted = [...truth].sort();
      expect([...ids.from(0)]).toEqual(sorted);
      expect([...ids.from(ids.placeOf('a/'))]).toEqual(sorted.filter((it) => it >= 'a/'));
    }),
  );
});
