/** Time and chance for reading engines; tests bring their own. */
export interface EngineClock {
  /** Monotonic time, milliseconds. */
  readonly nowMs: () => number;
  /** Calls `run` once after `ms` milliseconds; the returned function cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** A number from 0 up to 1, for jitter. */
  readonly random: () => number;
}

/** The machine's clock. Its timers do not keep a process alive. */
export const machineClock: EngineClock = {
  nowMs: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
