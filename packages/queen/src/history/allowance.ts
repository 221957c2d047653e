const MINUTE_MS = 60_000;

/** An allowance that is used up in pieces and comes back evenly: at most `perMinute` in a minute, and the same at once. */
export class Allowance {
  readonly #perMinute: number;
  #left: number;
  #at = Number.NEGATIVE_INFINITY;

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
    this.#left = perMinute;
  }

  /** Takes a piece; false if too little is left. A piece larger than all of it takes all. `now` is in milliseconds. */
  take(amount: number, now: number): boolean {
    const back = ((now - this.#at) / MINUTE_MS) * this.#perMinute;
    this.#left = Math.min(this.#perMinute, this.#left + back);
    this.#at = now;
    const wanted = Math.min(amount, this.#perMinute);
    if (this.#left < wanted) return false;
    this.#left -= wanted;
    return true;
  }
}
