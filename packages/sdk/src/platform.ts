/** The time source and timer of a store; tests pass their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Calls `run` once after that many milliseconds; returns a function that cancels it. */
  readonly after: (delayMs: number, run: () => void) => () => void;
}

/** `Date.now` and `setTimeout`. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Milliseconds of a clock that nobody sets, in browsers and Node; it may stand still while the machine sleeps. */
export const monotonicNow = (): number => performance.now();

/**
 * Calls `wake` when the network is back or the page becomes visible; never in Node, which has no such events.
 * Returns a function that stops it.
 */
export function listenForWake(wake: () => void): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  const browser: Partial<EventTarget> = globalThis;
  browser.addEventListener?.('online', wake, { signal });
  if (typeof document !== 'undefined') {
    const page = document;
    const wakeIfVisible = () => page.visibilityState === 'visible' && wake();
    page.addEventListener('visibilitychange', wakeIfVisible, { signal });
  }
  return () => listening.abort();
}
