/** Texts in the order of their code units, each once. */
export class SortedIds {
  readonly #ids: string[] = [];

  get length(): number {
    return this.#ids.length;
  }

  /** Puts one in at its place; false when it is there already. */
  add(id: string): boolean {
    const place = this.placeOf(id);
    if (this.#ids[place] === id) return false;
    this.#ids.splice(place, 0, id);
    return true;
  }

  /** Takes one out; false when it is not there. */
  delete(id: string): boolean {
    const place = this.placeOf(id);
    if (this.#ids[place] !== id) return false;
    this.#ids.splice(place, 1);
    return true;
  }

  /** How many come before it. */
  placeOf(id: string): number {
    let [low, high] = [0, this.#ids.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ids[middle] as string) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** All from a place on, in order. */
  *from(place: number): Generator<string> {
    for (let index = place; index < this.#ids.length; index += 1) yield this.#ids[index] as string;
  }
}
