/** Sentences about what is wrong at present, each of which says what to do. */
export class Problems {
  readonly #sentences = new Map<string, { readonly sentence: string; readonly until: number }>();

  /** Says a sentence in place of the one with the same key: until `until` (milliseconds since the epoch) or until it is cleared. */
  say(key: string, sentence: string, until = Number.POSITIVE_INFINITY): void {
    this.#sentences.set(key, { sentence, until });
  }

  clear(key: string): void {
    this.#sentences.delete(key);
  }

  /** The sentences that hold at a time. */
  at(now: number): string[] {
    for (const [key, { until }] of this.#sentences) if (until <= now) this.#sentences.delete(key);
    return [...this.#sentences.values()].slice(0, MOST).map((it) => it.sentence);
  }
}

/** Sentences that are given at a time. */
const MOST = 20;
