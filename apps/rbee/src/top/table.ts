import type { Line } from './frame-changes.ts';
import type { Paint, Tone } from './palette.ts';
import { fit } from './text-width.ts';

/** What a table shows in one place. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone | undefined;
}

/** Not known, with a reason that the page tells. It is never shown as 0. */
export const UNKNOWN: Cell = { text: '?', tone: 'warning' };
/** There is nothing to tell: no GPU, or an engine that never gives this figure. */
export const NOTHING: Cell = { text: '-', tone: 'stale' };

/** A column of a table of `Row`s. */
export interface Column<Row, Key extends string> {
  readonly title: string;
  /** By what it sorts; absent if it cannot. */
  readonly sort?: Key;
  /** Columns of the terminal that it takes at least, and at most if there is room. */
  readonly width: number;
  readonly most?: number;
  readonly align?: 'left' | 'right';
  /** Where room is short, columns with a higher number are left out first. */
  readonly rank: number;
  readonly cell: (row: Row, ages: Ages) => Cell;
}

/** Tells how old times of the queen are. */
export interface Ages {
  /** Seconds since a time of the queen (RFC 3339); undefined before its first beat. */
  readonly secondsSince: (time: string) => number | undefined;
}

/** An order of rows. */
export interface Order<Key extends string = string> {
  readonly by: Key;
  readonly descending: boolean;
}

/** A column with the width that it has on this terminal. */
export interface Placed<Row, Key extends string> {
  readonly column: Column<Row, Key>;
  readonly width: number;
}

const GAP = 1;

/** The columns that fit into a width, in their order; what is left of it goes to those that can use it. */
export function placed<Row, Key extends string>(
  columns: readonly Column<Row, Key>[],
  width: number,
): readonly Placed<Row, Key>[] {
  const chosen = new Set<Column<Row, Key>>();
  let left = width + GAP;
  for (const column of columns.toSorted((a, b) => a.rank - b.rank)) {
    if (column.width + GAP > left) break;
    chosen.add(column);
    left -= column.width + GAP;
  }
  const widths = new Map([...chosen].map((column) => [column, column.width]));
  const growing = [...chosen].filter(({ most = 0, width: least }) => most > least);
  /** How far a column has grown, from 0 to 1. */
  const grown = (column: Column<Row, Key>): number =>
    ((widths.get(column) ?? 0) - column.width) / ((column.most ?? 0) - column.width);
  while (left > 0 && growing.some((column) => grown(column) < 1)) {
    const next = growing.reduce((a, b) => (grown(b) < grown(a) ? b : a));
    widths.set(next, (widths.get(next) ?? 0) + 1);
    left -= 1;
  }
  return columns.flatMap((column) => {
    const columnWidth = widths.get(column);
    return columnWidth === undefined ? [] : [{ column, width: columnWidth }];
  });
}

/** The titles of the columns, over the whole width; the one that sorts has the direction. */
export function headLine<Row, Key extends string>(
  columns: readonly Placed<Row, Key>[],
  order: Order<string>,
  width: number,
  paint: Paint,
): Line {
  const titles = columns.map(({ column, width: columnWidth }) => {
    const isSorting = column.sort !== undefined && column.sort === order.by;
    const mark = isSorting ? (order.descending ? 'v' : '^') : '';
    return fit(column.title + mark, columnWidth, column.align);
  });
  return { text: paint('head', fit(titles.join(' '.repeat(GAP)), width)), width };
}

/** One row. A note takes the place of its figures. */
export function rowLine<Row, Key extends string>(
  columns: readonly Placed<Row, Key>[],
  row: Row,
  { ages, paint, width, note }: RowLook,
): Line {
  const parts: string[] = [];
  let used = 0;
  for (const { column, width: columnWidth } of columns) {
    if (note !== undefined && column.align === 'right') break; // figures stand last
    const { text, tone = 'plain' } = column.cell(row, ages);
    const shown = fit(text, columnWidth, column.align);
    parts.push(paint(note === undefined ? tone : 'stale', shown));
    used += columnWidth + GAP;
  }
  if (note !== undefined && width > used) {
    parts.push(paint('stale', fit(note, width - used)));
    used = width + GAP;
  }
  return { text: parts.join(' '.repeat(GAP)), width: Math.max(0, used - GAP) };
}

/** How a row is drawn. */
export interface RowLook {
  readonly ages: Ages;
  readonly paint: Paint;
  readonly width: number;
  /** Stands instead of the figures, which are not those of now. */
  readonly note?: string | undefined;
}
