import type { DatabaseSync } from 'node:sqlite';
import type { RolledBlock } from '../block.ts';
import { decodeJoined, decodeRolled, encodeJoined } from '../blocks/index.ts';
import type { Range, Want } from '../store-reader.ts';
import { BlockFile } from './block-file.ts';
import type { HiveSpan } from './due-spans.ts';
import { laterOf } from './points-in-order.ts';
import { readable } from './readable-block.ts';
import { runsOf } from './runs-of-points.ts';
import { bytesIn, numberIn, type Row, textIn } from './sqlite-file.ts';

/** Spans that are read at a time. */
const READ_AT_ONCE = 16;

type Table = 'block' | 'joined';

const IN_SPAN = 'WHERE hive = ? AND start >= ? AND start < ?';
const INSERT = 'INSERT INTO joined (hive, start, directory, body) VALUES (?, ?, ?, ?)';

/** Bytes of the points of a span before and after they were joined. */
export interface JoinedBytes {
  readonly alone: number;
  readonly joined: number;
}

interface ReadRows {
  readonly joined: readonly Row[];
  readonly alone: readonly Row[];
  /** Start of what was not read, milliseconds since the epoch. */
  readonly end: number;
}

/**
 * Points of hives in a file: minutes or quarters of an hour. Each has a row of its own (`block`) at first. When its span is over, those
 * of the span become one row (`joined`), or several if the columns changed. A point that comes later has a row of its own again, which
 * counts in place of the joined one until the span is joined anew.
 */
export class RolledFile extends BlockFile {
  /** Length of the spans, milliseconds. */
  readonly #spanMs: number;
  #hasJoined = false;
  /** Start of the last row of joined points; undefined if it was not looked up yet. */
  #lastJoined: number | undefined;

  constructor(path: string, db: DatabaseSync, spanMs: number) {
    super(path, db, ['block', 'joined']);
    this.#spanMs = spanMs;
  }

  /** The points of a hive that start in the range, in order of time; damaged ones are left out. */
  *rolled(hive: string, { from, to }: Range, want?: Want): Generator<RolledBlock> {
    const number = this.hiveNumber(hive);
    if (number === undefined) return;
    for (let next = from; next < to; ) {
      const range = { from: next, to };
      const read = this.inOneView(() => this.#read(number, range));
      if (read === null) return;
      const { joined, alone } = read;
      const { directories } = this;
      yield* laterOf(
        joined.flatMap((it) =>
          readable(() => decodeJoined(bytesIn(it, 'body'), range, want, directories)).flat(),
        ),
        alone.flatMap((it) => readable(() => decodeRolled(bytesIn(it, 'body'), want, directories))),
      );
      next = read.end;
    }
  }

  /** The point of a hive that starts at a time. */
  rolledAt(hive: string, start: number): RolledBlock | undefined {
    const [point] = this.rolled(hive, { from: start, to: start + 1 });
    return point;
  }

  /** False for a time of which no point was joined, which takes less time than to look for one. */
  mayBeJoined(start: number): boolean {
    const last = 'SELECT max((SELECT max(start) FROM joined WHERE hive = hive.id)) FROM hive';
    this.#lastJoined ??= this.number(last) ?? Number.NEGATIVE_INFINITY;
    return start < this.#spanStart(this.#lastJoined) + this.#spanMs;
  }

  /** The points of all hives that start in the range. */
  *rolledOfAll(range: Range, want?: Want): Generator<RolledBlock> {
    for (const hive of this.hives(range)) yield* this.rolled(hive, range, want);
  }

  /** Joins the points of a span. Null if none of them has a row of its own. */
  join({ hiveId, start }: HiveSpan): JoinedBytes | null {
    const number = this.hiveNumber(hiveId);
    if (number === undefined) return null;
    const span = { from: start, to: start + this.#spanMs };
    const alone = this.number(`SELECT sum(length(body)) FROM block ${IN_SPAN}`, number, span.from, span.to);
    if (alone === null) return null;
    return { alone, joined: this.#putJoined(number, span, this.rolled(hiveId, span)) };
  }

  /** The spans that have points with rows of their own. */
  unjoined(): HiveSpan[] {
    const sql = `SELECT DISTINCT name, start / ${this.#spanMs} AS span FROM block JOIN hive ON hive.id = hive`;
    return this.all(sql).map((row) => ({
      hiveId: textIn(row, 'name'),
      start: (numberIn(row, 'span') ?? 0) * this.#spanMs,
    }));
  }

  override hives({ from, to }: Range): string[] {
    const found = this.#tables.flatMap((table) => {
      const first = table === 'block' ? from : this.#spanStart(from);
      const there = `EXISTS (SELECT 1 FROM ${table} WHERE hive = hive.id AND start >= ? AND start < ?)`;
      return this.all(`SELECT name FROM hive WHERE ${there}`, first, to).map((row) => textIn(row, 'name'));
    });
    return [...new Set(found)];
  }

  override oldest(): number | null {
    const starts = this.#tables.map((table) =>
      this.number(`SELECT min((SELECT min(start) FROM ${table} WHERE hive = hive.id)) FROM hive`),
    );
    return starts.reduce((least, it) => (least === null || (it !== null && it < least) ? it : least), null);
  }

  /** Removes points of the oldest span. */
  override removeOldest(most: number): number {
    const oldest = this.oldest();
    return oldest === null ? 0 : this.#removeBefore(this.#spanStart(oldest) + this.#spanMs, most);
  }

  /** Of a span that begins before the time what is joined stays. */
  override removeBefore(time: number, most: number): number {
    return this.#removeBefore(time, most);
  }

  override cutBefore(time: number): void {
    const start = this.#spanStart(time);
    const rest = { from: time, to: start + this.#spanMs };
    if (start === time || !this.#tables.includes('joined')) return;
    for (const hive of this.hives({ from: start, to: time })) {
      const number = this.hiveNumber(hive);
      if (number !== undefined) this.#putJoined(number, { ...rest, from: start }, this.rolled(hive, rest));
    }
  }

  #removeBefore(time: number, most: number): number {
    const whole: Readonly<Record<Table, number>> = { joined: this.#spanStart(time), block: time };
    let removed = 0;
    for (const table of this.#tables) {
      const ids = `SELECT its.id FROM hive JOIN ${table} its ON its.hive = hive.id AND its.start < ? LIMIT ?`;
      removed += this.run(`DELETE FROM ${table} WHERE id IN (${ids})`, whole[table], most - removed);
    }
    if (removed > 0) this.shared.removeUnused();
    return removed;
  }

  /** A file of an earlier version that nobody has written to since has no joined points. */
  get #tables(): readonly Table[] {
    this.#hasJoined ||= this.number("SELECT 1 FROM sqlite_schema WHERE name = 'joined'") !== null;
    return this.#hasJoined ? ['joined', 'block'] : ['block'];
  }

  /** The rows of the first spans in a range that have any, and where they end. Null if there are none. */
  #read(hive: number, { from, to }: Range): ReadRows | null {
    const rows = (table: Table, range: Range): Row[] =>
      this.#tables.includes(table)
        ? this.all(`SELECT body FROM ${table} ${IN_SPAN} ORDER BY start`, hive, range.from, range.to)
        : [];
    const begin = this.#spanStart(from);
    const firsts = this.#tables.map((table) =>
      this.number(`SELECT min(start) FROM ${table} ${IN_SPAN}`, hive, table === 'block' ? from : begin, to),
    );
    const starts = firsts.filter((it) => it !== null);
    if (starts.length === 0) return null;
    const first = this.#spanStart(Math.min(...starts));
    const end = Math.min(to, first + READ_AT_ONCE * this.#spanMs);
    return {
      joined: rows('joined', { from: first, to: end }),
      alone: rows('block', { from: Math.max(from, first), to: end }),
      end,
    };
  }

  /** Puts points into joined rows in place of everything that there is of their span; the bytes of these rows. */
  #putJoined(hive: number, { from, to }: Range, points: Iterable<RolledBlock>): number {
    const rows = [...runsOf(points)].map((run) => ({
      start: run[0].start,
      ...this.shared.encodeWith((directories) => encodeJoined(run, directories)),
    }));
    for (const table of this.#tables) this.run(`DELETE FROM ${table} ${IN_SPAN}`, hive, from, to);
    for (const { start, directory, body } of rows) this.run(INSERT, hive, start, directory, body);
    this.#lastJoined = Math.max(this.#lastJoined ?? from, from);
    return rows.reduce((sum, { body }) => sum + body.length, 0);
  }

  #spanStart(time: number): number {
    return Math.floor(time / this.#spanMs) * this.#spanMs;
  }
}
