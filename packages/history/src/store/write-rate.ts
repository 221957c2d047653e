const BUCKET_MS = 10 * 60_000;
const BUCKETS = 6;

/** How fast bytes are written, measured over the last hour. */
export class WriteRate {
  /** Bytes by the number of their ten minutes since the epoch. */
  readonly #buckets = new Map<number, number>();
  #since: number | undefined;

  add(bytes: number, now: number): void {
    this.#since ??= now;
    const bucket = Math.floor(now / BUCKET_MS);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + bytes);
    for (const key of this.#buckets.keys()) {
      if (key <= bucket - BUCKETS || key > bucket) this.#buckets.delete(key);
    }
  }

  /** Bytes a millisecond; null if it was measured for less than ten minutes, or nothing was written. */
  at(now: number): number | null {
    if (this.#since === undefined || now - this.#since < BUCKET_MS) return null;
    const [oldest] = this.#buckets.keys();
    if (oldest === undefined) return null;
    const from = Math.max(this.#since, oldest * BUCKET_MS);
    const bytes = [...this.#buckets.values()].reduce((sum, it) => sum + it, 0);
    return bytes > 0 && now > from ? bytes / (now - from) : null;
  }
}
