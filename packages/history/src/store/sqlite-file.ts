import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

/** A row of a table. */
export type Row = Record<string, SQLOutputValue>;

/** A file that a later version of this program wrote. */
export class LaterVersion extends Error {
  constructor(path: string) {
    super(`${path} was written by a later version of rbee; start that version, or move the file away.`);
  }
}

/** Time that the thread that writes waits for another program, for example one that copies the file. */
const WRITER_WAIT_MS = 250;
const READER_WAIT_MS = 2_000;
/** Size of a write-ahead log after a checkpoint. */
const WAL_BYTES = 4 * 2 ** 20;

/**
 * Opens a file to write, and brings it to the version of the last migration. A file that is not there is made, readable by its owner
 * only; SQLite gives its write-ahead log the same mode.
 */
export function openToWrite(path: string, migrations: readonly string[]): DatabaseSync {
  createPrivate(path);
  const db = new DatabaseSync(path, { timeout: WRITER_WAIT_MS });
  try {
    const version = versionOf(db);
    if (version > migrations.length) throw new LaterVersion(path);
    if (version === 0) db.exec('PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL');
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0`);
    db.exec(`PRAGMA journal_size_limit = ${WAL_BYTES}; PRAGMA temp_store = MEMORY`);
    migrations.slice(version).forEach((migration, index) => {
      db.exec(`BEGIN IMMEDIATE; ${migration}; PRAGMA user_version = ${version + index + 1}; COMMIT`);
    });
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Opens a file to read only. On a medium that cannot be written SQLite cannot make the memory that connections share, and reads the
 * file as one that does not change.
 */
export function openToRead(path: string, migrations: readonly string[]): DatabaseSync {
  const db = openReadOnly(path);
  try {
    if (versionOf(db) > migrations.length) throw new LaterVersion(path);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function openReadOnly(path: string): DatabaseSync {
  const options = { readOnly: true, timeout: READER_WAIT_MS };
  const db = new DatabaseSync(path, options);
  try {
    db.exec('PRAGMA schema_version');
    return db;
  } catch (error) {
    db.close();
    const immutable = new URL(pathToFileURL(path));
    immutable.searchParams.set('immutable', '1');
    if (!isCannotOpen(error)) throw error;
    return new DatabaseSync(immutable, options);
  }
}

const SQLITE_CANTOPEN = 14;

const isCannotOpen = (error: unknown): boolean =>
  error instanceof Error &&
  'errcode' in error &&
  typeof error.errcode === 'number' &&
  (error.errcode & 0xff) === SQLITE_CANTOPEN;

const versionOf = (db: DatabaseSync): number =>
  Number(db.prepare('PRAGMA user_version').get()?.['user_version']);

/**
 * Makes an empty file. One that is there must not be opened here: closing it would release the locks that SQLite holds on it in this
 * process (fcntl(2), "record locks").
 */
export function createPrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** The number in a column. */
export const numberIn = (row: Row | undefined, column: string): number | null => {
  const value = row?.[column];
  return typeof value === 'number' ? value : null;
};

/** The text in a column; empty if it is not text. */
export const textIn = (row: Row, column: string): string => {
  const value = row[column];
  return typeof value === 'string' ? value : '';
};

/** The bytes in a column; none if it is not a blob. */
export const bytesIn = (row: Row, column: string): Uint8Array => {
  const value = row[column];
  return value instanceof Uint8Array ? value : new Uint8Array(0);
};
