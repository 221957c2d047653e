import { type AuditEntry, type AuditPage, cutText, visibleText } from '@rbee/contract';
import type { AuditLog } from '../access.ts';
import { type AccessClock, timeText } from '../clock.ts';
import type { AccessFile, SqlRow } from '../store/index.ts';
import { StrangerCounts } from './stranger-counts.ts';

/** Somebody who did something; `note` of `AuditLog`. */
type Note = Parameters<AuditLog['note']>[0];

/** Who is not known. */
export const STRANGER = 'stranger';

/** Entries that are kept: of those that are known, and of strangers, who are not to push out the others. */
const MAX_ENTRIES = 100_000;
const MAX_OF_STRANGERS = 20_000;
const PRUNE_EVERY = 1_000;
const MAX_CHARS = 256;
const READ_AT_ONCE = 500;

const COLUMNS = 'entry_id, at, who, what, target, address, result, count';
const INSERT = `INSERT INTO audit (at, who, what, target, address, result, count, stranger) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const PRUNE = `DELETE FROM audit WHERE stranger = ? AND entry_id <=
  (SELECT entry_id FROM audit WHERE stranger = ? ORDER BY entry_id DESC LIMIT 1 OFFSET ?)`;

/** The audit log in the file ([A9]). */
export class FileAuditLog implements AuditLog {
  readonly #file: AccessFile;
  readonly #clock: AccessClock;
  readonly #onFault: (error: unknown) => void;
  readonly #strangers = new StrangerCounts();
  #sincePruned = PRUNE_EVERY;

  /** `onFault` gets what kept an entry from being written. */
  constructor(file: AccessFile, clock: AccessClock, onFault: (error: unknown) => void) {
    this.#file = file;
    this.#clock = clock;
    this.#onFault = onFault;
  }

  note(entry: Note): void {
    try {
      this.record(entry);
    } catch (error) {
      this.#onFault(error);
    }
  }

  /** Like `note`, and throws if it cannot be written: within a transaction, what is not in the log is not done. */
  record({ who, what, target, address, result = 'ok' }: Note): void {
    const at = this.#clock.now();
    if (who === STRANGER) {
      this.#strangers.add({ what, target: target ?? null, address: address ?? null, result }, at);
      return;
    }
    this.#file.run(
      INSERT,
      at,
      shown(who),
      shown(what),
      shownOr(target),
      shownOr(address),
      shown(result),
      1,
      0,
    );
    this.#prune();
  }

  /** True if `flush` has something to write. */
  get isWaiting(): boolean {
    return !this.#strangers.unwritten().next().done;
  }

  /** Writes what strangers did. */
  flush(): void {
    for (const it of this.#strangers.unwritten()) {
      if (it.entryId === null) {
        const { at, what, target, address, result, count } = it;
        this.#file.run(
          INSERT,
          at,
          STRANGER,
          shown(what),
          shownOr(target),
          shownOr(address),
          shown(result),
          count,
          1,
        );
        it.entryId = this.#file.number('SELECT last_insert_rowid()');
        this.#prune();
      } else this.#file.run('UPDATE audit SET count = ? WHERE entry_id = ?', it.count, it.entryId);
      it.isWritten = true;
    }
  }

  page({ limit, cursor }: { limit: number; cursor?: number }): AuditPage {
    this.flush();
    const sql = `SELECT ${COLUMNS} FROM audit WHERE entry_id < ? ORDER BY entry_id DESC LIMIT ?`;
    const rows = this.#file.all(sql, cursor ?? Number.MAX_SAFE_INTEGER, limit + 1).map(entryOf);
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items, next_cursor: rows.length > limit && last !== undefined ? String(last.entry_id) : null };
  }

  *all(): Generator<AuditEntry> {
    this.flush();
    const sql = `SELECT ${COLUMNS} FROM audit WHERE entry_id > ? ORDER BY entry_id LIMIT ?`;
    for (let after = 0; ; ) {
      const rows = this.#file.all(sql, after, READ_AT_ONCE).map(entryOf);
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.entry_id;
    }
  }

  #prune(): void {
    this.#sincePruned += 1;
    if (this.#sincePruned < PRUNE_EVERY) return;
    this.#sincePruned = 0;
    this.#file.run(PRUNE, 0, 0, MAX_ENTRIES);
    this.#file.run(PRUNE, 1, 1, MAX_OF_STRANGERS);
  }
}

const shown = (text: string): string => cutText(visibleText(text), MAX_CHARS);
const shownOr = (text: string | null | undefined): string | null =>
  text === null || text === undefined ? null : shown(text);

const entryOf = (row: SqlRow): AuditEntry => ({
  entry_id: Number(row['entry_id']),
  at: timeText(Number(row['at'])),
  who: String(row['who']),
  what: String(row['what']),
  target: row['target'] === null ? null : String(row['target']),
  address: row['address'] === null ? null : String(row['address']),
  result: String(row['result']),
  count: Number(row['count']),
});
