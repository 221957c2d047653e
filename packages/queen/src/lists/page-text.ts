import { cursorOf } from './list-query.ts';

/** An item of a list: its id, by which the list is sorted, and its JSON, which is made only if the item is shown. */
export interface Item {
  readonly id: string;
  readonly json: () => string;
}

/**
 * The JSON of one page of a list ([Q]) in pieces. `found` yields the items in order, and null wherever the search may pause:
 * after each null and each item a piece follows, which may be empty. Items after the page are not looked at, but for one that
 * tells that there is a next page.
 */
export function* pageText(found: Iterable<Item | null>, limit: number): Generator<string, undefined> {
  yield '{"items":[';
  let shown = 0;
  let last = '';
  for (const item of found) {
    if (item === null) {
      yield '';
      continue;
    }
    if (shown === limit) {
      yield `],"next_cursor":"${cursorOf(last)}"}`;
      return;
    }
    yield shown === 0 ? item.json() : `,${item.json()}`;
    shown += 1;
    last = item.id;
  }
  yield '],"next_cursor":null}';
}
