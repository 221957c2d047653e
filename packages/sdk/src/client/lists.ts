import { QueenError } from './request.ts';

/** Filters of a list ([S9], [Q]): several values of one field mean any of them; all fields must match. */
export interface ListQuery {
  readonly hive?: string | readonly string[] | undefined;
  readonly group?: string | readonly string[] | undefined;
  readonly model?: string | readonly string[] | undefined;
  /** Items of a page; the queen's default is 100 and its maximum 1000. */
  readonly limit?: number | undefined;
}

/** Finds workers that can serve a request ([R5]). */
export interface WorkersQuery extends PageQuery {
  /** True: only available workers ([R2]); false: only those that are not. */
  readonly available?: boolean | undefined;
  /** Only workers that have at least this much free GPU memory, MiB. */
  readonly free_vram_mb?: number | undefined;
}

/** One page of a list ([Q]). */
export interface PageQuery extends ListQuery {
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** The query string with its question mark; empty for an empty query. */
export function queryText(query: WorkersQuery): string {
  const { hive, group, model, available, free_vram_mb, limit, cursor } = query;
  const fields = { hive, group, model, available, free_vram_mb, limit, cursor };
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

/** Every item of every page; a page is requested when its first item is needed. */
export async function* itemsOf<Item>(
  pageAt: (cursor: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let cursor: string | undefined;
  for (;;) {
    const page: Page<Item> = await pageAt(cursor);
    yield* page.items;
    if (page.next_cursor === null) return;
    if (page.next_cursor === cursor) {
      const message = `The queen answered with the cursor ${cursor} again, so its list would never end.`;
      throw new QueenError(message, { kind: 'unexpected' });
    }
    cursor = page.next_cursor;
  }
}
