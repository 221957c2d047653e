import { FILTER_TEXT_KEYS, WORKER_FIGURES, WORKER_STATES } from '@rbee/queen-rbee-sdk';
import type { Line } from './frame-changes.ts';
import { lineOf } from './head.ts';
import type { Paint } from './palette.ts';
import { wrapped } from './text-width.ts';

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['Tab', 'the table of hives, or of workers'],
  ['<  >  Left  Right', 'sort by the column before, or after'],
  ['r', 'reverse the order'],
  ['/', 'filter; Enter keeps it, Escape gives the one before back'],
  ['Escape', 'remove the filter'],
  ['Down Up  j k', 'scroll by a row'],
  ['PgDn PgUp  Space b', 'scroll by a page'],
  ['g  G  Home End', 'to the first row, to the last'],
  ['Ctrl-L', 'draw the screen again'],
  ['Ctrl-Z', 'suspend, until fg'],
  ['?  h', 'this help, and back'],
  ['q  Ctrl-C', 'quit'],
];

const TEXTS: readonly string[] = [
  'A filter finds workers. Words are searched in names, and all of them must be found. A word with - before it excludes. Texts with spaces stand in double quotes. Several values of one key are alternatives. The table of hives shows those that have such a worker.',
  `Keys with a colon: ${[...FILTER_TEXT_KEYS, 'state', 'unknown'].join(', ')}. States are ${WORKER_STATES.join(', ')}.`,
  `Figures with >, >=, <, <= or =: ${Object.keys(WORKER_FIGURES).join(', ')}.`,
  'A figure that could not be read is ?; - is one that does not exist here, such as the GPU of a worker that uses none. > before a figure: at least so much, as a part is not known. < before it: at most. ? after the GPU of a hive: the mean of those that are known.',
  'A hive that is late is grey, with its last figures; of one that is silent nothing is claimed. A k is a thousand; M, G and T of memory are MiB, GiB and TiB. CPU is in cores. CTX is the part of the context memory (KV cache) in use.',
];

const KEY_WIDTH = Math.max(...KEYS.map(([keys]) => keys.length)) + 2;

/** The help in lines. */
export function helpLines(width: number, paint: Paint): readonly Line[] {
  const keys = KEYS.map(([it, does]) => lineOf([[it.padEnd(KEY_WIDTH), 'strong'], [does]], width, paint));
  const texts = TEXTS.flatMap((text) => ['', ...wrapped(text, width)]);
  return [...keys, ...texts.map((text) => lineOf([[text]], width, paint))];
}
