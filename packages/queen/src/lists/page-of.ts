import { cursorOf } from './cursor.ts';
import type { ListQuery } from './list-query.ts';

/** One page of a list ([Q]). */
export interface Page<T> {
  readonly items: T[];
  readonly next_cursor: string | null;
}

/**
 * Cuts the page that was asked for out of a list, sorted by id in the order of code units. A page goes on
 * where the one before ended, whatever came or went between the two.
 */
export function pageOf<S, T>(
  all: readonly S[],
  { limit, after }: Pick<ListQuery, 'limit' | 'after'>,
  idOf: (item: S) => string,
  view: (item: S) => T,
): Page<T> {
  const left = all
    .map((item) => ({ id: idOf(item), item }))
    .filter(({ id }) => after === null || id > after)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const page = left.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => view(item)),
    next_cursor: last && left.length > limit ? cursorOf(last.id) : null,
  };
}
