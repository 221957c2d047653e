import { MAX_FILTER_CHARS, type WorkerSort } from '@rbee/queen-rbee-sdk';
import { type EditedText, edited } from './edit-line.ts';
import { HIVE_SORTS, type HiveSortName } from './hive-columns.ts';
import type { Key } from './keys.ts';
import type { Order } from './table.ts';
import { WORKER_SORTS } from './worker-columns.ts';

/** What the person at the terminal has chosen. */
export interface Screen {
  readonly view: 'workers' | 'hives';
  readonly workerOrder: WorkerSort;
  readonly hiveOrder: Order<HiveSortName>;
  /** The filter that applies. */
  readonly filter: string;
  /** The filter while it is edited, and the one before. */
  readonly edit?: (EditedText & { readonly before: string }) | undefined;
  readonly isHelp: boolean;
  /** Number of the first row, or of the first line of the help, that is seen. */
  readonly first: number;
}

/** How much there is to scroll. */
export interface Extent {
  /** Rows of the table, or lines of the help. */
  readonly rows: number;
  /** Rows that are seen at a time. */
  readonly page: number;
}

/** What a key does besides changing what is seen. */
export type Command = 'quit' | 'suspend' | 'redraw';

/** The screen after a key, or a command to the program. */
export function pressed(screen: Screen, key: Key, extent: Extent): Screen | Command {
  if (key.ctrl && key.name === 'c') return 'quit';
  if (key.ctrl && key.name === 'z') return 'suspend';
  if (key.ctrl && key.name === 'l') return 'redraw';
  if (screen.edit) return editing(screen, screen.edit, key);
  const scrolled = scrolledTo(screen, key, extent);
  if (scrolled !== undefined) return { ...screen, first: within(scrolled, extent) };
  if (screen.isHelp)
    return key.name === '?' || isClosing(key) ? { ...screen, isHelp: false, first: 0 } : screen;
  return chosen(screen, key);
}

/** The first row, so that no row below the last is seen. */
export const within = (first: number, { rows, page }: Extent): number =>
  Math.max(0, Math.min(first, rows - page));

const isClosing = ({ name }: Key): boolean => name === 'q' || name === 'escape' || name === 'return';

function scrolledTo({ first }: Screen, { name, ctrl }: Key, { rows, page }: Extent): number | undefined {
  switch (ctrl ? `ctrl-${name}` : name) {
    case 'down':
    case 'j':
    case 'ctrl-n':
      return first + 1;
    case 'up':
    case 'k':
    case 'ctrl-p':
      return first - 1;
    case 'pagedown':
    case ' ':
    case 'ctrl-f':
      return first + page;
    case 'pageup':
    case 'b':
    case 'ctrl-b':
      return first - page;
    case 'home':
    case 'g':
      return 0;
    case 'end':
    case 'G':
      return rows;
    default:
      return undefined;
  }
}

function chosen(screen: Screen, { name, ctrl }: Key): Screen | Command {
  if (ctrl) return screen;
  switch (name) {
    case 'q':
      return 'quit';
    case '?':
    case 'h':
      return { ...screen, isHelp: true, first: 0 };
    case '/':
      return {
        ...screen,
        edit: { text: screen.filter, cursor: screen.filter.length, before: screen.filter },
      };
    case 'escape':
      return { ...screen, filter: '', first: 0 };
    case 'tab':
      return { ...screen, view: screen.view === 'workers' ? 'hives' : 'workers', first: 0 };
    case 'right':
    case '>':
      return { ...sortedBy(screen, 1), first: 0 };
    case 'left':
    case '<':
      return { ...sortedBy(screen, -1), first: 0 };
    case 'r':
      return { ...reversed(screen), first: 0 };
    default:
      return screen;
  }
}

function editing(screen: Screen, { before, ...text }: NonNullable<Screen['edit']>, key: Key): Screen {
  if (key.name === 'escape') return { ...screen, edit: undefined, filter: before, first: 0 };
  if (key.name === 'return' || key.name === 'enter') return { ...screen, edit: undefined };
  const next = edited(text, key);
  if (next.text.length > MAX_FILTER_CHARS) return screen;
  return { ...screen, edit: { ...next, before }, filter: next.text, first: 0 };
}

/** Sorts by the next key of the table, or the one before: texts from A on, figures with the largest first. */
function sortedBy(screen: Screen, step: 1 | -1): Screen {
  if (screen.view === 'workers') {
    const by = beside(WORKER_SORTS, screen.workerOrder.by, step);
    return { ...screen, workerOrder: { by, descending: !TEXTS.has(by) } };
  }
  const by = beside(HIVE_SORTS, screen.hiveOrder.by, step);
  return { ...screen, hiveOrder: { by, descending: !TEXTS.has(by) } };
}

const TEXTS: ReadonlySet<string> = new Set(['state', 'worker', 'hive', 'model', 'engine']);

/** The key that follows; the first one of a table that does not have `by`. */
function beside<K extends string>(keys: readonly K[], by: string, step: 1 | -1): K {
  const index = (keys as readonly string[]).indexOf(by);
  return keys.at((index + step) % keys.length) as K;
}

function reversed(screen: Screen): Screen {
  if (screen.view === 'workers') {
    const { by, descending } = screen.workerOrder;
    return { ...screen, workerOrder: { by, descending: !descending } };
  }
  const { by, descending } = screen.hiveOrder;
  return { ...screen, hiveOrder: { by, descending: !descending } };
}
