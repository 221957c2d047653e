import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Page, pageOf } from './fleet-lists.ts';
import { readCursor } from './list-query.ts';

test('[Q] all pages together are the whole list, sorted, for any page size', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1 })),
      fc.integer({ min: 1, max: 10 }),
      (ids, limit) => {
        const read: string[] = [];
        let after: string | null = null;
        for (let turn = 0; turn <= ids.length; turn += 1) {
          const page: Page<string> = pageOf(
            ids,
            { limit, after },
            (id) => id,
            (id) => id,
          );
          expect(page.items.length).toBeLessThanOrEqual(limit);
          read.push(...page.items);
          if (page.next_cursor === null) break;
          after = readCursor(page.next_cursor) ?? null;
        }
        expect(read).toEqual([...ids].sort());
      },
    ),
  );
});
