/** More than so many are not made up for at once, so that a late load generator does not become a burst. */
const MOST_AT_ONCE = 50;

/** Runs something so many times a second, evenly, as far as timers of a millisecond let it. */
export class Pace {
  readonly #timer: NodeJS.Timeout;

  constructor(perSecond: number, run: () => void) {
    const began = performance.now();
    let done = 0;
    let skipped = 0;
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - began) / 1_000) * perSecond) - skipped;
      const most = Math.max(MOST_AT_ONCE, perSecond / 50);
      if (due - done > most) skipped += due - done - most;
      for (let left = Math.min(due - done, most); left > 0; left -= 1) {
        done += 1;
        run();
      }
    }, 1);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
