/**
 * Gives rows the elements of rows that are gone. A table that is sorted by figures has other rows in sight every second; to change the texts of
 * an element takes a fraction of the time of a new one.
 */
export class RowSlots {
  #slots = new Map<string, number>();

  /** A number for each id, the same for as long as it is asked for: the key of its element. */
  of(ids: readonly string[]): ReadonlyMap<string, number> {
    const slots = new Map<string, number>();
    for (const id of ids) {
      const slot = this.#slots.get(id);
      if (slot !== undefined) slots.set(id, slot);
    }
    const taken = new Set(slots.values());
    let next = 0;
    for (const id of ids) {
      if (slots.has(id)) continue;
      while (taken.has(next)) next += 1;
      slots.set(id, next);
      next += 1;
    }
    this.#slots = slots;
    return slots;
  }
}
