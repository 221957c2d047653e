import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCursor } from './cursor.ts';
import { type Page, pageOf } from './page-of.ts';

test('[Q] pages laid end to end are the whole list, sorted, whatever the page size', () => {
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
