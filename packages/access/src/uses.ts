/** What a row keeps of its last use. */
interface Used {
  last_used_at: number | null;
  last_address: string | null;
}

/** Between two writes of the last use of one token or session. */
const WRITE_EVERY_MS = 60_000;
/** Rows in one transaction, so that a large fleet does not stop the queen once a minute. */
const MAX_WRITES = 500;

/** Keeps the last uses of tokens and sessions in memory at once, and in the file to a minute. */
export class Uses {
  readonly #writtenAt = new WeakMap<Used, number>();
  readonly #waiting = new Map<Used, () => void>();

  /** Notes a use of a row; `write` writes its two columns. */
  note<T extends Used>(row: T, address: string, now: number, write: (row: T) => void): void {
    row.last_used_at = now;
    row.last_address = address;
    if (Math.abs(now - (this.#writtenAt.get(row) ?? 0)) < WRITE_EVERY_MS || this.#waiting.has(row)) return;
    this.#waiting.set(row, () => {
      this.#writtenAt.set(row, now);
      write(row);
    });
  }

  /** True if something waits to be written. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Writes the uses that have waited longest, in a transaction that the caller began. */
  flush(most = MAX_WRITES): void {
    let left = most;
    for (const [row, write] of this.#waiting) {
      if (left <= 0) return;
      left -= 1;
      write();
      this.#waiting.delete(row);
    }
  }
}
