import { QueenError } from './queen-error.ts';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

/** Every item of every page in turn; the next page is asked for when it is needed. */
export async function* itemsOf<Item>(
  pageAt: (cursor: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let cursor: string | undefined;
  for (;;) {
    const page: Page<Item> = await pageAt(cursor);
    yield* page.items;
    if (page.next_cursor === null) return;
    if (page.next_cursor === cursor) {
      throw new QueenError(`The queen's list does not go on after the cursor ${cursor}.`, {
        kind: 'unexpected',
      });
    }
    cursor = page.next_cursor;
  }
}
