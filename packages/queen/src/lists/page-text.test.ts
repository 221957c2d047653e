import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCursor } from './list-query.ts';
import { type Item, pageText } from './page-text.ts';

const itemOf = (id: string): Item => ({ id, json: () => JSON.stringify({ id }) });

/** The page and what was looked at for it. */
function read(ids: readonly (string | null)[], limit: number) {
  const looked: (string | null)[] = [];
  function* found() {
    for (const id of ids) {
      looked.push(id);
      yield id === null ? null : itemOf(id);
    }
  }
  const page = JSON.parse([...pageText(found(), limit)].join('')) as {
    items: { id: string }[];
    next_cursor: string | null;
  };
  return { ids: page.items.map(({ id }) => id), cursor: page.next_cursor, looked };
}

test('[Q] all pages together are the whole list for any page size', () => {
  const ids = fc.uniqueArray(fc.string({ minLength: 1 }));
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 10 }), (list, limit) => {
      const sorted = list.sort();
      const all: string[] = [];
      let after = '';
      for (let turn = 0; turn <= sorted.length; turn += 1) {
        const page = read(
          sorted.filter((id) => id > after).flatMap((id) => [null, id, null]),
          limit,
        );
        expect(page.ids.length).toBeLessThanOrEqual(limit);
        all.push(...page.ids);
        if (page.cursor === null) break;
        after = readCursor(page.cursor) ?? '';
      }
      expect(all).toEqual(sorted);
    }),
  );
});

test('[Q] a page costs what it shows: of the items after it one is looked at', () => {
  const { ids, looked } = read(['a', 'b', 'c', 'd', 'e'], 2);
  expect([ids, looked]).toEqual([
    ['a', 'b'],
    ['a', 'b', 'c'],
  ]);
});
