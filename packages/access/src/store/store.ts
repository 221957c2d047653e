import { ROLES } from '@rbee/contract';
import { AccessFile, unavailable } from './access-file.ts';
import { MIGRATIONS } from './migrations.ts';
import { Table } from './table.ts';
import { SHAPES } from './tables.ts';

/** What was noted in memory and is to be written with the next transaction. */
export interface Pending {
  /** Last uses: all, or as many as do not stop the queen. */
  writeUses(all: boolean): void;
  writeRotations(): void;
}

/** Everything that access control keeps. All but the audit log is in memory as a whole, too. */
export class Store {
  readonly file: AccessFile;
  readonly accounts;
  readonly setups;
  readonly sessions;
  readonly invites;
  readonly hives;
  readonly programs;
  readonly passkeys;
  readonly #onEnded: (key: string) => void;
  #ended: string[] = [];
  /** Those of the transaction that is open. */
  #ending: string[] = [];
  #isStale = false;
  #pending: Pending | null = null;

  /** `onEnded` gets the key of each principal that ends or may do less, once that is written. Throws an `AccessUnavailable`. */
  constructor(path: string, waitMs: number, onEnded: (key: string) => void) {
    this.file = new AccessFile(path, MIGRATIONS, waitMs);
    this.#onEnded = onEnded;
    this.accounts = new Table(this.file, SHAPES.accounts);
    this.setups = new Table(this.file, SHAPES.setups);
    this.sessions = new Table(this.file, SHAPES.sessions);
    this.invites = new Table(this.file, SHAPES.invites);
    this.hives = new Table(this.file, SHAPES.hives);
    this.programs = new Table(this.file, SHAPES.programs);
    this.passkeys = new Table(this.file, SHAPES.passkeys);
    try {
      this.#load();
    } catch (error) {
      this.file.close();
      throw unavailable(path, error);
    }
  }

  /**
   * Does `work` in one transaction on what is in the file at that time, whatever other processes wrote before. If it throws, the file
   * and the memory are as before. It is in the file at once, and on the disk within a second.
   */
  write<T>(work: () => T): T {
    try {
      const result = this.file.inTransaction(() => {
        this.#refresh();
        return work();
      });
      this.#ended.push(...this.#ending);
      return result;
    } catch (error) {
      this.#isStale = true;
      this.#load();
      throw error;
    } finally {
      this.#ending = [];
      this.#tellEnded();
    }
  }

  /** Within `write`: a principal ends or may do less. */
  end(key: string): void {
    this.#ending.push(key);
  }

  /** Reads what other processes wrote. */
  poll(): void {
    this.#isStale ||= this.file.wasChangedElsewhere();
    if (this.#isStale) this.write(() => {});
  }

  /** Sets what is written first in each transaction. */
  writeFirst(pending: Pending): void {
    this.#pending = pending;
  }

  #refresh(): void {
    this.#isStale ||= this.file.wasChangedElsewhere();
    this.#pending?.writeUses(this.#isStale);
    if (this.#isStale) this.#reload();
    this.#pending?.writeRotations();
  }

  #reload(): void {
    const before = this.#standings();
    this.#load();
    const after = this.#standings();
    for (const [key, standing] of before) {
      if ((after.get(key) ?? -1) < standing) this.#ended.push(key);
    }
  }

  #load(): void {
    const tables = [
      this.accounts,
      this.setups,
      this.sessions,
      this.invites,
      this.hives,
      this.programs,
      this.passkeys,
    ];
    for (const it of tables) it.load();
    this.#isStale = false;
  }

  /** How much each principal may do: less is a smaller number. */
  #standings(): Map<string, number> {
    const standings = new Map<string, number>();
    for (const it of this.sessions.rows()) {
      const role = this.accounts.get(it.user_id)?.role;
      if (role !== undefined) standings.set(keyOf.session(it.session_id), ROLES.indexOf(role));
    }
    for (const it of this.hives.rows()) if (it.revoked_at === null) standings.set(keyOf.hive(it.hive_id), 0);
    for (const it of this.programs.rows()) {
      if (it.revoked_at === null) standings.set(keyOf.program(it.token_id), 0);
    }
    return standings;
  }

  #tellEnded(): void {
    const ended = this.#ended;
    this.#ended = [];
    for (const key of new Set(ended)) this.#onEnded(key);
  }
}

/** Keys of principals. */
export const keyOf = {
  hive: (hiveId: string): string => `hive:${hiveId}`,
  session: (sessionId: string): string => `session:${sessionId}`,
  program: (tokenId: string): string => `program:${tokenId}`,
} as const;
