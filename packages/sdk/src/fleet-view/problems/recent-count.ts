const PARTS = 5;

/** Counts events of the last time, in parts of a fifth of it: at most a fifth of it too long, and in little memory. */
export class RecentCount {
  readonly #partMs: number;
  readonly #parts: number[] = new Array(PARTS).fill(0);
  #part = Number.NEGATIVE_INFINITY;

  constructor(windowMs: number) {
    this.#partMs = windowMs / PARTS;
  }

  add(count: number, nowMs: number): void {
    this.#turnTo(nowMs);
    this.#parts[0] = (this.#parts[0] ?? 0) + count;
  }

  count(nowMs: number): number {
    this.#turnTo(nowMs);
    return this.#parts.reduce((sum, count) => sum + count, 0);
  }

  #turnTo(nowMs: number): void {
    const part = Math.floor(nowMs / this.#partMs);
    const turns = Math.min(PARTS, Math.max(0, part - this.#part));
    for (let turn = 0; turn < turns; turn += 1) {
      this.#parts.pop();
      this.#parts.unshift(0);
    }
    if (turns > 0) this.#part = part;
  }
}
