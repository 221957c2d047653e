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

/**
 * Calls `wake` when the network is back or the page becomes visible; never in Node, which has no such events.
 * Returns a function that stops it.
 */
export function listenForWake(wake: () => void): () => void {
  const stopOnline = listen(globalThis, 'online', wake);
  if (typeof document === 'undefined') return stopOnline;
  const page = document;
  const stopVisible = listen(page, 'visibilitychange', () => {
    if (page.visibilityState === 'visible') wake();
  });
  return () => {
    stopOnline();
    stopVisible();
  };
}

function listen(target: Partial<EventTarget>, event: string, listener: () => void): () => void {
  target.addEventListener?.(event, listener);
  return () => target.removeEventListener?.(event, listener);
}
