import { READ_SLICE_MS } from '../overload.ts';

/** Runs pieces of long work so that all of them together take one time slice in each turn of the event loop. */
export class TimeSlices {
  readonly monotonic: () => number;
  readonly #waiting: ((until: number) => void)[] = [];
  #isScheduled = false;

  constructor(monotonic: () => number) {
    this.monotonic = monotonic;
  }

  /** Calls `work` in one of the next turns; it returns at the monotonic time that it is given, or earlier. */
  request(work: (until: number) => void): void {
    this.#waiting.push(work);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#run();
    });
  }

  #run(): void {
    const until = this.monotonic() + READ_SLICE_MS;
    // What asks again meanwhile has its turn after all others, in the next slice.
    for (let left = this.#waiting.length; left > 0; left -= 1) {
      this.#waiting.shift()?.(until);
      if (this.monotonic() >= until) break;
    }
    this.#schedule();
  }
}
