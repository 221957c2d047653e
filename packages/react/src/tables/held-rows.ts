/** Keeps rows in an order from picture to picture. */
export class HeldRows<T> {
  readonly #idOf: (row: T) => string;
  #sort = '';
  #of: readonly T[] = [];
  #isHeld = false;
  #rows: readonly T[] = [];

  constructor(idOf: (row: T) => string) {
    this.#idOf = idOf;
  }

  /**
   * The rows in an order, whose name is `sort`. While it is held, rows stay where they are: those that go are left out, and those that come
   * are last. The same question has the same list as its answer.
   */
  of(rows: readonly T[], sort: string, isHeld: boolean, sorted: (rows: readonly T[]) => T[]): readonly T[] {
    const isSameSort = this.#sort === sort;
    if (isSameSort && rows === this.#of && (isHeld || !this.#isHeld)) return this.#rows;
    // In the order of before they are nearly sorted, which makes sorting quick.
    const kept = this.#asBefore(rows);
    this.#rows = isSameSort && isHeld ? kept : sorted(kept);
    this.#sort = sort;
    this.#of = rows;
    this.#isHeld = isHeld;
    return this.#rows;
  }

  #asBefore(rows: readonly T[]): T[] {
    const byId = new Map(rows.map((row) => [this.#idOf(row), row]));
    const kept: T[] = [];
    for (const before of this.#rows) {
      const id = this.#idOf(before);
      const row = byId.get(id);
      if (row && byId.delete(id)) kept.push(row);
    }
    return [...kept, ...byId.values()];
  }
}
