import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { bytesIn, numberIn, type Row } from './sqlite-file.ts';

/** A connection to a file, with the statements that were prepared on it. */
export class OpenFile {
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string, db: DatabaseSync) {
    this.path = path;
    this.#db = db;
  }

  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values);
  }

  /** The number in the only column of the only row; null if it has none. */
  number(sql: string, ...values: SQLInputValue[]): number | null {
    const row = this.get(sql, ...values);
    return row === undefined ? null : numberIn(row, Object.keys(row)[0] ?? '');
  }

  /** The bytes in the column `body` of the first row. */
  body(sql: string, ...values: SQLInputValue[]): Uint8Array | undefined {
    const row = this.get(sql, ...values);
    return row === undefined ? undefined : bytesIn(row, 'body');
  }

  /** Does `work` in one transaction, which is as if it had not begun if `work` throws. */
  inTransaction<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** Reads with several statements what is there at one moment, whatever another thread writes meanwhile. */
  inOneView<T>(read: () => T): T {
    if (this.#db.isTransaction) return read();
    this.#db.exec('BEGIN');
    try {
      return read();
    } finally {
      this.#db.exec('COMMIT');
    }
  }

  /** Copies the write-ahead log into the file, as far as no reader needs it. */
  checkpoint(): void {
    this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)');
  }

  /** The same, and returns the bytes of the log to the disk; waits a little for readers. */
  emptyLog(): void {
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** Returns up to so many unused pages to the disk. */
  returnPages(most: number): void {
    this.#db.exec(`PRAGMA incremental_vacuum(${most})`);
  }

  close(): void {
    this.#statements.clear();
    if (this.#db.isOpen) this.#db.close();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** A file whose content is bounded by age and bytes. */
export abstract class BoundedFile extends OpenFile {
  /** Time of the oldest content, milliseconds since the epoch; null if there is none. */
  abstract oldest(): number | null;
  /** Removes up to so many of the entries that are oldest or were written first; their number. */
  abstract removeOldest(most: number): number;
  /** Removes up to so many of the entries before a time; their number. */
  abstract removeBefore(time: number, most: number): number;
  /** Takes what is before a time out of the entries that have something before and after it; most files have no such entries. */
  cutBefore(_time: number): void {}
}
