import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { AccessUnavailable } from '../access-unavailable.ts';

/** A row as SQLite gives it. */
export type SqlRow = Readonly<Record<string, SQLOutputValue>>;

const IN_MEMORY = ':memory:';

/** The SQLite file of access control: one connection, and the statements that were prepared on it. */
export class AccessFile {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #isSynced = true;
  #seen = 0;

  /** Throws an `AccessUnavailable`. `waitMs` is how long a statement waits for another process that writes. */
  constructor(path: string, migrations: readonly string[], waitMs: number) {
    try {
      if (path !== IN_MEMORY) makePrivate(path);
      this.#db = new DatabaseSync(path, { timeout: waitMs });
    } catch (error) {
      throw unavailable(path, error);
    }
    try {
      this.#migrate(path, migrations);
      if (path !== IN_MEMORY) keepPrivate(path);
      this.#seen = this.#dataVersion();
    } catch (error) {
      this.#db.close();
      throw unavailable(path, error);
    }
  }

  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  all(sql: string, ...values: SQLInputValue[]): SqlRow[] {
    return this.#statement(sql).all(...values);
  }

  /** The number in the only column of the first row; 0 if there is none. */
  number(sql: string, ...values: SQLInputValue[]): number {
    const value = Object.values(this.#statement(sql).get(...values) ?? {})[0];
    return typeof value === 'number' ? value : 0;
  }

  /** Does `work` in one transaction that no other process can write into; it is as if it had not begun if `work` throws. */
  inTransaction<T>(work: () => T): T {
    if (this.#db.isTransaction) return work();
    this.#isSynced = false;
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

  /** True if another process has written since the last call. */
  wasChangedElsewhere(): boolean {
    const version = this.#dataVersion();
    const isChanged = version !== this.#seen;
    this.#seen = version;
    return isChanged;
  }

  /** Syncs to the disk what was written since the last call, in one go for all transactions: syncing each would stop the queen. */
  sync(): void {
    if (this.#isSynced) return;
    this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)');
    this.#isSynced = true;
  }

  close(): void {
    this.#statements.clear();
    if (this.#db.isOpen) this.#db.close();
  }

  #migrate(path: string, migrations: readonly string[]): void {
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON');
    this.inTransaction(() => {
      const version = this.number('PRAGMA user_version');
      if (version > migrations.length) {
        throw new AccessUnavailable(
          `${path} was written by a later version of rbee; start that version, or restore a copy of the file from before.`,
        );
      }
      for (const migration of migrations.slice(version)) this.#db.exec(migration);
      this.#db.exec(`PRAGMA user_version = ${migrations.length}`);
    });
  }

  #dataVersion(): number {
    return this.number('PRAGMA data_version');
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

/**
 * Makes an empty file for its owner only; SQLite gives its write-ahead log the same mode. A file that is there is not opened: closing it
 * would release the locks that SQLite holds on it in this process (fcntl(2), "record locks").
 */
function makePrivate(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  keepPrivate(path);
}

function keepPrivate(path: string): void {
  for (const it of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(it)) chmodSync(it, 0o600);
}

/** The error of a file that cannot be used, because of `error`. */
export function unavailable(path: string, error: unknown): AccessUnavailable {
  if (error instanceof AccessUnavailable) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new AccessUnavailable(
    `The accounts and tokens in ${path} cannot be read or written (${reason}): mend that, or name another folder with --data.`,
    { cause: error },
  );
}
