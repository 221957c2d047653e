/** A sorted set of strings, in the order of their code units. */
export class SortedIds {
  readonly #ids: string[] = [];

  get length(): number {
    return this.#ids.length;
  }

  /** Inserts an id; false if it is already present. */
  add(id: string): boolean {
    const place = this.placeOf(id);
    if (this.#ids[place] === id) return false;
    this.#ids.splice(place, 0, id);
    return true;
  }

  /** Removes an id; false if it is not present. */
  delete(id: string): boolean {
    const place = this.placeOf(id);
    if (this.#ids[place] !== id) return false;
    this.#ids.splice(place, 1);
    return true;
  }

  /** Number of ids before the given one. */
  placeOf(id: string): number {
    let [low, high] = [0, this.#ids.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ids[middle] as string) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The ids from an index on, in order. */
  *from(place: number): Generator<string> {
    for (let index = place; index < this.#ids.length; index += 1) yield this.#ids[index] as string;
  }
}
