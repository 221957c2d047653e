/** The clock and the timers of the thread that has the others; tests pass their own. */
export interface HistoryClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls a function after some milliseconds; what is returned keeps it from being called. */
  after(ms: number, call: () => void): () => void;
}

/** The clock of this process. Its timers do not keep the process alive. */
export const systemClock: HistoryClock = {
  now: () => Date.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
