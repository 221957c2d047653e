import type { SecondsBlock } from '../block.ts';
import { ABSENT } from '../cells.ts';
import type { Layout } from '../second.ts';
import { MAX_COLUMNS, MAX_ENTITIES } from './directory.ts';
import { EntityUnion } from './entity-union.ts';
import { SECONDS } from './presence.ts';
import { Rows } from './rows.ts';
import { keepWholeColumns, onRelease } from './whole-columns.ts';

/** Layouts of one minute: their positions are 8-bit numbers. */
const MAX_PARTS = 100;

/** The samples of one hive in one minute, as they arrive: in any order, of any layouts. */
export class OpenMinute {
  readonly start: number;
  /** When it is to be written, milliseconds since the epoch. */
  readonly dueAt: number;
  /** True if it was due already when its first sample came. */
  readonly isBackfill: boolean;
  /** Number of cells that memory is held for. */
  size = 0;
  #parts: readonly Rows[] = [];
  #isClosed = false;
  /** The part that has the sample of each second; -1 if no part has. */
  readonly #owner = new Int8Array(SECONDS).fill(-1);
  #columns = 0;
  #entities = 0;

  constructor(start: number, dueAt: number, isBackfill: boolean) {
    this.start = start;
    this.dueAt = dueAt;
    this.isBackfill = isBackfill;
  }

  /** True if it takes nothing any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Lets go of the samples, which a block may still have: whoever refers to a minute that was written does not hold them. */
  close(): void {
    this.#isClosed = true;
    this.#parts = [];
    this.size = 0;
  }

  /** Number of seconds with a sample. */
  get seconds(): number {
    return this.#owner.reduce((sum, owner) => sum + (owner < 0 ? 0 : 1), 0);
  }

  /**
   * The position of the part for a layout, to `set` its samples. -1 if the minute has as many layouts as it can have, or the block
   * would have too many columns or entities.
   */
  partOf(layout: Layout): number {
    const index = this.#parts.findIndex((rows) => rows.layout === layout);
    if (index >= 0) return index;
    const columns = this.#columns + layout.columns.length;
    const entities = this.#entities + layout.entities.length;
    if (columns > MAX_COLUMNS || entities > MAX_ENTITIES || this.#parts.length >= MAX_PARTS) return -1;
    const rows = new Rows(layout);
    this.#columns = columns;
    this.#entities = entities;
    this.size += rows.size;
    this.#parts = [...this.#parts, rows];
    return this.#parts.length - 1;
  }

  /**
   * Takes the sample that begins at a position of `samples`, taken `ms` after the start of the minute. Of several samples in a second
   * the one that was taken last is kept, whatever their order.
   */
  set(part: number, ms: number, samples: Float64Array, at: number): void {
    const second = Math.floor(ms / 1_000);
    const owner = this.#owner[second] as number;
    if (owner >= 0 && ms < (this.#parts[owner] as Rows).takenAt(second)) return;
    this.size += (this.#parts[part] as Rows).set(second, ms, samples, at);
    this.#owner[second] = part;
  }

  /**
   * The minute as a block, which has nothing of samples that others replaced. Its cells are made when they are first read, so `releaseBlock`
   * of the last block of a minute gives its memory back.
   */
  block(hiveId: string): SecondsBlock {
    const parts = this.#parts.map((rows, index) => ({ rows, owned: this.#ownedBy(index) }));
    const own = parts.filter(({ owned }) => owned.includes(1));
    const { entities, columns, positions } = join(own.map(({ rows }) => rows.layout));
    let made: Float64Array[] | undefined;
    const block: SecondsBlock = {
      hive_id: hiveId,
      start: this.start,
      interval_ms: own.reduce(
        (least, { rows }) => Math.min(least, rows.layout.interval_ms),
        Number.MAX_VALUE,
      ),
      entities,
      columns,
      reported: this.#reported(),
      get cells() {
        made ??= cellsOf(own, columns.length, positions);
        return made;
      },
    };
    const [only] = own;
    if (only && own.length === 1) keepWholeColumns(block, () => only.rows.wholeColumns(only.owned));
    onRelease(block, () => {
      for (const { rows } of parts) rows.release();
    });
    return block;
  }

  /** 1 for each second whose sample is of that part. */
  #ownedBy(part: number): Uint8Array {
    const owned = new Uint8Array(SECONDS);
    for (let second = 0; second < SECONDS; second += 1) if (this.#owner[second] === part) owned[second] = 1;
    return owned;
  }

  #reported(): Uint8Array {
    const reported = new Uint8Array(SECONDS);
    for (let second = 0; second < SECONDS; second += 1) {
      if ((this.#owner[second] as number) >= 0) reported[second] = 1;
    }
    return reported;
  }
}

interface Part {
  readonly rows: Rows;
  readonly owned: Uint8Array;
}

function cellsOf(parts: readonly Part[], count: number, positions: Joined['positions']): Float64Array[] {
  const all = new Float64Array(count * SECONDS).fill(ABSENT);
  const cells = Array.from({ length: count }, (_, i) => all.subarray(i * SECONDS, (i + 1) * SECONDS));
  parts.forEach(({ rows, owned }, i) => {
    rows.layout.columns.forEach((_, column) => {
      rows.copyColumn(column, owned, cells[positions?.[i]?.[column] ?? column] as Float64Array);
    });
  });
  return cells;
}

interface Joined extends Pick<Layout, 'entities' | 'columns'> {
  /** For each layout the positions of its columns; undefined if they stay as they are. */
  readonly positions: readonly Int32Array[] | undefined;
}

/** One layout stays as it is, so that all its blocks have the same entities and columns, and their directory is encoded once. */
function join(layouts: readonly Layout[]): Joined {
  const [first] = layouts;
  if (first && layouts.length === 1) {
    const { entities, columns } = first;
    return { entities, columns, positions: undefined };
  }
  const union = new EntityUnion();
  const positions = layouts.map((layout) => union.add(layout.entities, layout.columns));
  return { entities: union.entities, columns: union.columns, positions };
}
