import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { failureKind } from './failure.ts';
import { createPrivate, numberIn } from './sqlite-file.ts';

/** Another program writes to the folder. */
export class FolderInUse extends Error {
  /** Number of its process; null if it is not known. */
  readonly owner: number | null;

  constructor(folder: string, owner: number | null) {
    super(`The history in ${folder} is used by another queen (process ${owner ?? 'unknown'})`);
    this.owner = owner;
  }
}

/**
 * Keeps other programs from writing to a folder, until it is released or this process ends, however it ends: the operating system
 * releases the lock that SQLite has on the file.
 */
export class FolderLock {
  readonly #db: DatabaseSync;

  /** Throws a `FolderInUse` that says who uses the folder. */
  constructor(folder: string, pid: number) {
    const path = join(folder, 'lock.db');
    createPrivate(path);
    this.#db = new DatabaseSync(path);
    try {
      this.#db.exec('CREATE TABLE IF NOT EXISTS owner (id INTEGER PRIMARY KEY, pid INTEGER)');
      this.#db.prepare('INSERT OR REPLACE INTO owner (id, pid) VALUES (1, ?)').run(pid);
      this.#db.exec('BEGIN IMMEDIATE');
    } catch (error) {
      const owner = failureKind(error) === 'busy' ? ownerIn(this.#db) : null;
      this.#db.close();
      if (failureKind(error) !== 'busy') throw error;
      throw new FolderInUse(folder, owner);
    }
  }

  release(): void {
    this.#db.close();
  }
}

/** A transaction that holds the lock leaves the last committed owner readable. */
function ownerIn(db: DatabaseSync): number | null {
  try {
    return numberIn(db.prepare('SELECT pid FROM owner').get(), 'pid');
  } catch {
    return null;
  }
}
