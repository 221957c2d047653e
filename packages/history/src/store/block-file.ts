import type { DatabaseSync } from 'node:sqlite';
import type { RolledBlock } from '../block.ts';
import type { Directories } from '../blocks/index.ts';
import type { Entity } from '../second.ts';
import type { Range } from '../store-reader.ts';
import { gpusIn } from './gpus-in.ts';
import { BoundedFile } from './open-file.ts';
import { SharedDirectories } from './shared-directories.ts';
import { bytesIn, numberIn, textIn } from './sqlite-file.ts';

/** An encoded block. */
export interface StoredBlock {
  /** Start, milliseconds since the epoch. */
  readonly start: number;
  readonly body: Uint8Array;
}

/** Blocks that one query reads: no query stays open while its blocks are decoded, so that the write-ahead log can be emptied. */
const READ_AT_ONCE = 128;

/** Makes a block with the directories of the file that it is put into. */
export type Encode = (directories: Directories) => Uint8Array;

const INSERT =
  'INSERT INTO block (hive, start, directory, body) VALUES (?, ?, ?, ?) ON CONFLICT (hive, start) DO NOTHING';
const REPLACE = 'UPDATE block SET directory = ?, body = ? WHERE hive = ? AND start = ?';
const IN_RANGE =
  'SELECT start, body FROM block WHERE hive = ? AND start >= ? AND start < ? ORDER BY start LIMIT ?';
const OLDEST = 'SELECT min((SELECT min(start) FROM block WHERE hive = hive.id)) FROM hive';
const OLDEST_WRITTEN = 'SELECT id FROM block ORDER BY id LIMIT ?';

/** Blocks of hives in a file, a row for each. */
export class BlockFile extends BoundedFile {
  /** Ids of the hives in this file, by name. */
  readonly #hives = new Map<string, number>();
  /** Lists of entities whose GPUs are in the table. */
  readonly #noted = new WeakSet<readonly Entity[]>();
  protected readonly shared: SharedDirectories;

  /** `tables` are those whose rows refer to directories. */
  constructor(path: string, db: DatabaseSync, tables: readonly string[] = ['block']) {
    super(path, db);
    this.shared = new SharedDirectories(this, tables);
  }

  /** The directories that the blocks of this file refer to. */
  get directories(): Directories {
    return this.shared;
  }

  /** Adds a block, and gives its bytes; null if there is one of that hive and time, which is left as it is. */
  insert(hive: string, start: number, encode: Encode): number | null {
    const { directory, body } = this.shared.encodeWith(encode);
    const isNew = this.run(INSERT, this.#numberOf(hive), start, directory, body) > 0;
    return isNew ? body.length : null;
  }

  /** Puts a block in the place of the one of that hive and time. */
  replace(hive: string, start: number, encode: Encode): void {
    const { directory, body } = this.shared.encodeWith(encode);
    this.run(REPLACE, directory, body, this.#numberOf(hive), start);
  }

  block(hive: string, start: number): Uint8Array | undefined {
    const number = this.hiveNumber(hive);
    if (number === undefined) return undefined;
    return this.body('SELECT body FROM block WHERE hive = ? AND start = ?', number, start);
  }

  /** The blocks of a hive that start in the range, in order of time. */
  *blocks(hive: string, { from, to }: Range): Generator<StoredBlock> {
    const number = this.hiveNumber(hive);
    if (number === undefined) return;
    for (let next = from; ; ) {
      const rows = this.all(IN_RANGE, number, next, to, READ_AT_ONCE);
      for (const row of rows) yield { start: numberIn(row, 'start') ?? 0, body: bytesIn(row, 'body') };
      if (rows.length < READ_AT_ONCE) return;
      next = (numberIn(rows[rows.length - 1], 'start') ?? to) + 1;
    }
  }

  /** Notes the GPUs of a block, whose list of entities most other blocks of its hive share. */
  noteGpus({ hive_id, entities }: Pick<RolledBlock, 'hive_id' | 'entities'>): void {
    if (this.#noted.has(entities)) return;
    const number = this.#numberOf(hive_id);
    for (const uuid of gpusIn(entities)) {
      this.run('INSERT INTO gpu (uuid, hive) VALUES (?, ?) ON CONFLICT DO NOTHING', uuid, number);
    }
    this.#noted.add(entities);
  }

  /** The hives that have a block which starts in the range. */
  hives({ from, to }: Range): string[] {
    const there = 'EXISTS (SELECT 1 FROM block WHERE hive = hive.id AND start >= ? AND start < ?)';
    return this.all(`SELECT name FROM hive WHERE ${there}`, from, to).map((row) => textIn(row, 'name'));
  }

  /** The hives that had a GPU in the period of this file. */
  hivesOfGpu(uuid: string): string[] {
    const sql = 'SELECT name FROM gpu JOIN hive ON hive.id = gpu.hive WHERE uuid = ?';
    return this.all(sql, uuid).map((row) => textIn(row, 'name'));
  }

  /** Start of the oldest block; null if there is none. */
  oldest(): number | null {
    return this.number(OLDEST);
  }

  /** Removes up to so many of the blocks that were written first; their number. */
  removeOldest(most: number): number {
    const removed = this.run(`DELETE FROM block WHERE id IN (${OLDEST_WRITTEN})`, most);
    if (removed > 0) this.shared.removeUnused();
    return removed;
  }

  /** Removes up to so many blocks that start before a time; their number. */
  removeBefore(time: number, most: number): number {
    const before = 'SELECT id FROM block WHERE start < ? LIMIT ?';
    const removed = this.run(`DELETE FROM block WHERE id IN (${before})`, time, most);
    if (removed > 0) this.shared.removeUnused();
    return removed;
  }

  protected hiveNumber(hive: string): number | undefined {
    const known = this.#hives.get(hive);
    if (known !== undefined) return known;
    const number = this.number('SELECT id FROM hive WHERE name = ?', hive);
    if (number === null) return undefined;
    this.#hives.set(hive, number);
    return number;
  }

  #numberOf(hive: string): number {
    const known = this.hiveNumber(hive);
    if (known !== undefined) return known;
    this.run('INSERT INTO hive (name) VALUES (?)', hive);
    return this.hiveNumber(hive) ?? 0;
  }
}
