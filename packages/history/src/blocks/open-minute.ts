import type { SecondsBlock } from '../block.ts';
import { ABSENT } from '../cells.ts';
import type { Layout } from '../second.ts';
import { MAX_COLUMNS, MAX_ENTITIES } from './directory.ts';
import { EntityUnion } from './entity-union.ts';
import { SECONDS } from './presence.ts';
import { Rows } from './rows.ts';

/** The samples of one layout, and the row of each second; -1 if there is none. */
interface Part {
  readonly rows: Rows;
  readonly rowOf: Int8Array;
}

/** The samples of one hive in one minute, as they arrive: in any order, of any layouts. */
export class OpenMinute {
  readonly start: number;
  /** When it is to be written, milliseconds since the epoch. */
  readonly dueAt: number;
  /** True if it was due already when its first sample came. */
  readonly isBackfill: boolean;
  readonly #parts: Part[] = [];
  /** The part that has the sample of each second; -1 if no part has. */
  readonly #owner = new Int16Array(SECONDS).fill(-1);
  /** When in its second that sample was taken, milliseconds. */
  readonly #ms = new Float64Array(SECONDS);
  #columns = 0;
  #entities = 0;

  constructor(start: number, dueAt: number, isBackfill: boolean) {
    this.start = start;
    this.dueAt = dueAt;
    this.isBackfill = isBackfill;
  }

  /** Number of cells that memory is held for. */
  get size(): number {
    return this.#parts.reduce((sum, { rows }) => sum + rows.size, 0);
  }

  /** Number of seconds with a sample. */
  get seconds(): number {
    return this.#owner.reduce((sum, owner) => sum + (owner < 0 ? 0 : 1), 0);
  }

  /**
   * Takes the sample that begins at a position of `samples`, `ms` after the start of the minute. Of several samples in a second the one
   * that was taken last is kept, whatever their order. False if the layouts of the minute have more columns or entities than a block
   * can have.
   */
  add(layout: Layout, ms: number, samples: Float64Array, at: number): boolean {
    const second = Math.floor(ms / 1_000);
    if ((this.#owner[second] as number) >= 0 && ms < (this.#ms[second] as number)) return true;
    const index = this.#partOf(layout);
    const part = this.#parts[index];
    if (!part) return false;
    const row = part.rowOf[second] as number;
    if (row < 0) part.rowOf[second] = part.rows.add(samples, at);
    else part.rows.set(row, samples, at);
    this.#owner[second] = index;
    this.#ms[second] = ms;
    return true;
  }

  #partOf(layout: Layout): number {
    const index = this.#parts.findIndex(({ rows }) => rows.layout === layout);
    if (index >= 0) return index;
    this.#columns += layout.columns.length;
    this.#entities += layout.entities.length;
    if (this.#columns > MAX_COLUMNS || this.#entities > MAX_ENTITIES) return -1;
    return this.#parts.push({ rows: new Rows(layout), rowOf: new Int8Array(SECONDS).fill(-1) }) - 1;
  }

  /** The minute as a block. Of samples that others replaced it has nothing. */
  block(hiveId: string): SecondsBlock {
    const parts = this.#parts.filter((_, index) => this.#owner.includes(index));
    const { entities, columns, positions } = join(parts.map(({ rows }) => rows.layout));
    const all = new Float64Array(columns.length * SECONDS).fill(ABSENT);
    const cells = columns.map((_, i) => all.subarray(i * SECONDS, (i + 1) * SECONDS));
    parts.forEach((part, i) => {
      const rows = this.#rowsOf(part);
      positions[i]?.forEach((into, column) => {
        part.rows.copyColumn(column, rows, cells[into] as Float64Array);
      });
    });
    return {
      hive_id: hiveId,
      start: this.start,
      interval_ms: Math.min(...parts.map(({ rows }) => rows.layout.interval_ms)),
      entities,
      columns,
      reported: Uint8Array.from(this.#owner, (owner) => (owner < 0 ? 0 : 1)),
      cells,
    };
  }

  /** The row of each second whose sample is of this part; -1 for the others. */
  #rowsOf(part: Part): Int8Array {
    const index = this.#parts.indexOf(part);
    return part.rowOf.map((row, second) => (this.#owner[second] === index ? row : -1));
  }
}

interface Joined extends Pick<Layout, 'entities' | 'columns'> {
  /** For each layout the positions of its columns. */
  readonly positions: readonly Int32Array[];
}

/** One layout stays as it is, so that all its blocks have the same entities and columns, and their directory is encoded once. */
function join(layouts: readonly Layout[]): Joined {
  const [first] = layouts;
  if (first && layouts.length === 1) {
    const { entities, columns } = first;
    return { entities, columns, positions: [Int32Array.from(columns, (_, i) => i)] };
  }
  const union = new EntityUnion();
  const positions = layouts.map((layout) => union.add(layout.entities, layout.columns));
  return { entities: union.entities, columns: union.columns, positions };
}
