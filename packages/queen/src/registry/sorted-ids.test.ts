import fc from 'fast-check';
import { expect, test } from 'vitest';
import { justAfter, merged, SortedIds } from './sorted-ids.ts';

const id = fc.constantFrom('a', 'a-b', 'a/', 'b', 'B', 'ä', '');
const steps = fc.array(fc.tuple(fc.boolean(), id));

/** Adds (true) and removes ids; returns what must be in the set, sorted. */
function applied(ids: SortedIds, changes: readonly (readonly [boolean, string])[]): string[] {
  const truth = new Set<string>();
  for (const [add, it] of changes) {
    expect(add ? ids.add(it) : ids.delete(it)).toBe(add ? !truth.has(it) : truth.has(it));
    if (add) truth.add(it);
    else truth.delete(it);
  }
  return [...truth].sort();
}

test('after any inserts and removals the ids are sorted, each present once', () => {
  fc.assert(
    fc.property(steps, id, (changes, start) => {
      const ids = new SortedIds();
      const sorted = applied(ids, changes);
      expect([...ids.from('')]).toEqual(sorted);
      expect([...ids.from(start)]).toEqual(sorted.filter((it) => it >= start));
      expect([...ids.from(justAfter(start))]).toEqual(sorted.filter((it) => it > start));
    }),
  );
});

test('a walk goes on in order while ids are added and removed', () => {
  fc.assert(
    fc.property(steps, steps, fc.integer({ min: 1, max: 5 }), (first, later, reads) => {
      const ids = new SortedIds();
      const before = applied(ids, first);
      const walk = ids.from('');
      const read: string[] = [];
      for (let n = 0; n < reads; n += 1) {
        const { value } = walk.next();
        if (value === undefined) return;
        read.push(value);
      }
      const last = read.at(-1) as string;
      for (const [add, it] of later) {
        if (add) ids.add(it);
        else ids.delete(it);
      }
      read.push(...walk);
      expect(read).toEqual([...new Set(read)].sort());
      const stayed = before.filter((it) => it > last && !later.some(([, changed]) => changed === it));
      expect(read).toEqual(expect.arrayContaining(stayed));
    }),
  );
});

test('the merged ids of several sets are sorted, each present once', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 4 }), id, (all, start) => {
      const sets = all.map(() => new SortedIds());
      const union = new Set(sets.flatMap((set, n) => applied(set, all[n] ?? [])));
      const sorted = [...union].sort();
      expect([...merged(sets, start)]).toEqual(sorted.filter((it) => it >= start));
    }),
  );
});
