import type { FilterError } from '@rbee/queen-rbee-sdk';
import { filterErrorInWords } from './filter-words.ts';
import type { Line } from './frame-changes.ts';
import { lineOf } from './head.ts';
import type { Paint } from './palette.ts';
import type { Screen } from './screen.ts';
import { plain, textWidth, wrapped } from './text-width.ts';

/** The lines about the filter, and where its cursor is in the first of them. */
export interface FilterLines {
  readonly lines: readonly Line[];
  readonly cursor: number | undefined;
}

const PROMPT = 'Filter: ';
/** Most lines for what is wrong. */
const MOST = 3;

/** The filter, while there is one or it is edited, and under it the first thing that is wrong with it. */
export function filterLines(
  { filter, edit }: Pick<Screen, 'filter' | 'edit'>,
  errors: readonly FilterError[],
  width: number,
  paint: Paint,
): FilterLines {
  if (filter === '' && !edit) return { lines: [], cursor: undefined };
  const room = Math.max(1, width - PROMPT.length - 1);
  const from = edit ? firstShown(edit.text.slice(0, edit.cursor), room) : 0;
  const shown = lineOf([[PROMPT, 'strong'], [filter.slice(from)]], width, paint);
  const cursor = edit && PROMPT.length + textWidth(plain(edit.text.slice(from, edit.cursor)));
  const [error] = errors;
  if (!error) return { lines: [shown], cursor };
  const before = textWidth(plain(filter.slice(from, Math.max(from, error.start))));
  const length = Math.max(1, textWidth(plain(filter.slice(Math.max(from, error.start), error.end))));
  const mark = `${' '.repeat(PROMPT.length + before)}${'^'.repeat(length)}`;
  const words = wrapped(filterErrorInWords(error), width).slice(0, MOST);
  const lines = [mark, ...words].map((it) => lineOf([[it, 'bad']], width, paint));
  return { lines: [shown, ...lines], cursor };
}

/** Index of the first character that is shown, so that the end of a long text is seen. */
function firstShown(text: string, room: number): number {
  let from = 0;
  while (textWidth(plain(text.slice(from))) > room) from += 1;
  return from;
}
