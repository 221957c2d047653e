import { QueenError } from './request.ts';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

/**
 * Every item of every page; a page is requested when its first item is needed.
 *
 * @throws QueenError of kind `unexpected` if the pages would never end
 */
export async function* everyItem<Item>(
  pageAt: (cursor: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  const seen = new Set<string>();
  for (let cursor: string | undefined; ; ) {
    const page: Page<Item> = await pageAt(cursor);
    yield* page.items;
    if (page.next_cursor === null) return;
    cursor = page.next_cursor;
    if (seen.has(cursor)) {
      const message = `The queen's list would never end: its cursor ${cursor} came before.`;
      throw new QueenError(message, { kind: 'unexpected' });
    }
    seen.add(cursor);
  }
}
