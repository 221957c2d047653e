/** A limit of so many a second, with bursts of at most a tenth of it (a token bucket). */
export class RateLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #beforeMs: number | undefined;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#burst = Math.max(1, perSecond / 10);
    this.#left = this.#burst;
  }

  /** True if one more may happen now, which then counts. */
  take(nowMs: number): boolean {
    const elapsedMs = nowMs - (this.#beforeMs ?? nowMs);
    this.#left = Math.min(this.#burst, this.#left + (elapsedMs / 1_000) * this.#perSecond);
    this.#beforeMs = nowMs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
