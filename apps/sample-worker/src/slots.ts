/** A bounded number of requests is processed at once; a bounded number waits in a queue. */
export class Slots {
  readonly total: number;
  readonly #free: number[];
  readonly #queue: ((slot: number) => void)[] = [];
  readonly #maxWaiting: number;

  constructor(total: number, maxWaiting: number) {
    this.total = total;
    this.#maxWaiting = maxWaiting;
    this.#free = Array.from({ length: total }, (_, slot) => slot);
  }

  get busy(): number {
    return this.total - this.#free.length;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /** Resolves with the number of a slot once one is free, or at once with null if the queue is full. */
  async enter(): Promise<number | null> {
    const slot = this.#free.shift();
    if (slot !== undefined) return slot;
    if (this.waiting >= this.#maxWaiting) return null;
    return new Promise((resolve) => this.#queue.push(resolve));
  }

  /** Frees a slot for the next request in the queue. */
  leave(slot: number): void {
    const next = this.#queue.shift();
    if (next) next(slot);
    else this.#free.push(slot);
  }
}
