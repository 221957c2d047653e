import { count } from './amounts.ts';
import { connectedInWords } from './connected.ts';
import { filterLines } from './filter-lines.ts';
import type { Frame, Line } from './frame-changes.ts';
import { headLines, lineOf } from './head.ts';
import { helpLines } from './help-lines.ts';
import { HIVE_COLUMNS, hiveNote } from './hive-columns.ts';
import type { Paint } from './palette.ts';
import { agesAt, type Picture, type Rows } from './picture.ts';
import { type Extent, type Screen, within } from './screen.ts';
import { type Ages, type Column, headLine, type Order, placed, rowLine } from './table.ts';
import { WORKER_COLUMNS, workerNote } from './worker-columns.ts';

/** Everything that a frame shows. */
export interface Scene {
  readonly picture: Picture;
  readonly rows: Rows;
  readonly screen: Screen;
  readonly queenUrl: string;
  readonly intervalMs: number;
  /** Since when the connection is as it is, and now: milliseconds of `performance.now()`. */
  readonly since: number;
  readonly now: number;
  /** The time of day, milliseconds since the epoch. */
  readonly wallNow: number;
}

/** The size of a terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A frame, and how far it can be scrolled. */
export interface Drawn {
  readonly frame: Frame;
  readonly extent: Extent;
}

/** What the terminal shows of a scene. */
export function frameOf(scene: Scene, { columns, rows }: Size, paint: Paint): Drawn {
  const { screen } = scene;
  const head = sceneHead(scene, columns, paint);
  const filter = filterLines(screen, scene.rows.filter.errors, columns, paint);
  const above = screen.isHelp ? head.slice(0, 1) : [...head, ...filter.lines];
  const body = screen.isHelp ? helpLines(columns, paint) : undefined;
  const titles = body === undefined ? 1 : 0;
  const page = Math.max(0, rows - above.length - titles - 1);
  const extent = { rows: body?.length ?? scene.rows.rows.length, page };
  const first = within(screen.first, extent);
  const lines = [
    ...above,
    ...(body ? body.slice(first, first + page) : tableLines(scene, { first, page }, columns, paint)),
  ];
  while (lines.length < rows - 1) lines.push({ text: '', width: 0 });
  lines.push(footLine(scene, first, extent, columns, paint));
  const isSeen = filter.cursor !== undefined && !screen.isHelp && head.length < rows;
  const cursor = isSeen ? { row: head.length, column: Math.min(filter.cursor, columns - 1) } : undefined;
  return { frame: { columns, lines: lines.slice(0, rows), cursor }, extent };
}

/** The lines with the connection and the sums. */
export function sceneHead(
  { picture, queenUrl, intervalMs, since, now, wallNow }: Scene,
  columns: number,
  paint: Paint,
): readonly Line[] {
  const { state, totals } = picture;
  const beatAge = state.beatAt === undefined ? undefined : (now - state.beatAt) / 1_000;
  const lasted = (now - since) / 1_000;
  const connected = connectedInWords(state.connection, { beatAge, lasted, now: wallNow, intervalMs });
  return headLines({ connected, totals, queenUrl }, columns, paint);
}

/** A part of the rows. */
interface Part {
  readonly first: number;
  readonly page: number;
}

/** The titles of a table and some of its rows. */
export function tableLines(
  { picture, rows: { view, rows }, screen, now }: Pick<Scene, 'picture' | 'rows' | 'screen' | 'now'>,
  part: Part,
  width: number,
  paint: Paint,
): readonly Line[] {
  const look = { ages: agesAt(picture.state, now), paint, width };
  if (rows.length === 0) return [lineOf([[noRows(picture, view)]], width, paint)];
  return view === 'workers'
    ? linesWith(WORKER_COLUMNS, rows, { ...look, order: screen.workerOrder, note: workerNote, part })
    : linesWith(HIVE_COLUMNS, rows, { ...look, order: screen.hiveOrder, note: hiveNote, part });
}

/** Why a table is empty. */
function noRows({ state, hives }: Picture, view: Screen['view']): string {
  if (state.queen === null) return 'Waiting for the queen.';
  if (hives.length === 0) return 'No hive reports to this queen. Start one with rbee hive.';
  return view === 'workers' && hives.every(({ workers }) => workers.length === 0)
    ? 'No hive has a worker.'
    : 'No worker fits the filter.';
}

interface TableLook<Row> {
  readonly ages: Ages;
  readonly paint: Paint;
  readonly width: number;
  readonly order: Order;
  readonly note: (row: Row, ages: Ages) => string | undefined;
  readonly part: Part;
}

function linesWith<Row, Key extends string>(
  columns: readonly Column<Row, Key>[],
  rows: readonly Row[],
  { ages, paint, width, order, note, part }: TableLook<Row>,
): readonly Line[] {
  const shown = placed(columns, width);
  const lines = rows
    .slice(part.first, part.first + part.page)
    .map((row) => rowLine(shown, row, { ages, paint, width, note: note(row, ages) }));
  return [headLine(shown, order, width, paint), ...lines];
}

/** How many rows there are and which are seen, and the keys. */
function footLine(
  { screen, rows: { view, rows }, picture }: Scene,
  first: number,
  extent: Extent,
  columns: number,
  paint: Paint,
): Line {
  const last = Math.min(extent.rows, first + extent.page);
  const range = extent.rows > extent.page ? `${count(first + 1)}-${count(last)} of ` : '';
  if (screen.isHelp)
    return lineOf([[`Help ${range}${count(extent.rows)} lines   ? back`, 'stale']], columns, paint);
  const all =
    view === 'workers' ? picture.hives.reduce((sum, it) => sum + it.workers.length, 0) : picture.hives.length;
  const found =
    rows.length === all
      ? `${count(all)} ${view}`
      : `${count(rows.length)} ${view} found, ${count(all)} in all`;
  const keys = screen.edit
    ? 'Enter keep   Escape undo'
    : '? help   Tab hives/workers   / filter   < > r sort   q quit';
  return lineOf([[`${range}${found}   ${keys}`, 'stale']], columns, paint);
}
