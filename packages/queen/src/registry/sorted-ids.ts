/** A sorted set of strings, in the order of their code units. */
export class SortedIds {
  readonly #ids: string[] = [];

  get length(): number {
    return this.#ids.length;
  }

  /** Inserts an id; false if it is already present. */
  add(id: string): boolean {
    const place = this.#placeOf(id);
    if (this.#ids[place] === id) return false;
    this.#ids.splice(place, 0, id);
    return true;
  }

  /** Removes an id; false if it is not present. */
  delete(id: string): boolean {
    const place = this.#placeOf(id);
    if (this.#ids[place] !== id) return false;
    this.#ids.splice(place, 1);
    return true;
  }

  /**
   * The ids from `start` on, in order; '' for all. Ids may be added and removed while it runs: it finds those that are added
   * after its place, and none twice.
   */
  *from(start: string): Generator<string, undefined> {
    let place = this.#placeOf(start);
    for (;;) {
      const id = this.#ids[place];
      if (id === undefined) return;
      yield id;
      place = this.#ids[place] === id ? place + 1 : this.#placeOf(justAfter(id));
    }
  }

  /** Number of ids before the given one. */
  #placeOf(id: string): number {
    let [low, high] = [0, this.#ids.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ids[middle] as string) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The first string after an id in the order of code units. */
export const justAfter = (id: string): string => `${id}\0`;

/** The ids of several sets from `start` on, in order, each once. */
export function* merged(sets: readonly SortedIds[], start: string): Generator<string, undefined> {
  const heads = sets.map((set) => {
    const ids = set.from(start);
    return { ids, next: ids.next().value };
  });
  for (;;) {
    let first: string | undefined;
    for (const { next } of heads) {
      if (next !== undefined && (first === undefined || next < first)) first = next;
    }
    if (first === undefined) return;
    yield first;
    for (const head of heads) if (head.next === first) head.next = head.ids.next().value;
  }
}
