import { PROBLEM_LIMITS } from './rules.ts';

const STEPS = 3;

/**
 * Tells whether a queue of requests grows: by its shortest length in each of the last steps, since a queue that is empty once in a
 * while is worked off, however long it is in between.
 */
export class QueueTrend {
  readonly #lowest: number[] = [];
  #step = Number.NEGATIVE_INFINITY;
  #current = Number.POSITIVE_INFINITY;
  /** Length at which it began to grow; undefined while it does not. */
  #from: number | undefined;
  #peak = 0;

  /** Takes a length over; `from` is the length from which it has grown, undefined if it does not grow. */
  note(waiting: number, nowMs: number): { readonly isOn: boolean; readonly from: number } | undefined {
    const step = Math.floor(nowMs / PROBLEM_LIMITS.queueStepMs);
    if (step !== this.#step) this.#close(step);
    this.#current = Math.min(this.#current, waiting);
    this.#peak = this.#from === undefined ? 0 : Math.max(this.#peak, waiting);
    return this.#from === undefined || waiting < PROBLEM_LIMITS.waiting.end
      ? undefined
      : { isOn: waiting >= PROBLEM_LIMITS.waiting.begin, from: this.#from };
  }

  #close(step: number): void {
    if (step === this.#step + 1) {
      this.#lowest.push(this.#current);
      if (this.#lowest.length > STEPS) this.#lowest.shift();
    } else this.#lowest.length = 0;
    this.#step = step;
    this.#current = Number.POSITIVE_INFINITY;
    const [first = 0, second = 0, third = 0] = this.#lowest;
    const grew = this.#lowest.length === STEPS && first < second && second < third;
    if (grew && third >= PROBLEM_LIMITS.waiting.begin) this.#from ??= first;
    // Half of what it was at its longest: it is worked off.
    else if (this.#from !== undefined && (this.#lowest.at(-1) ?? 0) < this.#peak / 2) this.#from = undefined;
  }
}
