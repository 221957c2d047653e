import type { Clock } from '../clock.ts';

/** A clock whose time passes only by `advance` and `block`. */
export interface ManualClock extends Clock {
  /** Lets `ms` pass; timers fire when they are due, and settled promises run before the next timer. */
  advance(ms: number): Promise<void>;
  /** Lets `ms` pass without running anything: timers that are due fire late, at the next `advance`. */
  block(ms: number): void;
  /** Number of timers that are set. */
  readonly pending: number;
}

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
}

/** A clock for tests; its time of day begins at 2025-10-30T20:15:30Z. */
export function createManualClock(): ManualClock {
  const timers = new Set<Timer>();
  let elapsed = 0;
  const fireUntil = async (endMs: number): Promise<void> => {
    for (;;) {
      await settle();
      let next: Timer | undefined;
      for (const timer of timers) if (!next || timer.dueMs < next.dueMs) next = timer;
      if (!next || next.dueMs > endMs) return;
      timers.delete(next);
      elapsed = Math.max(elapsed, next.dueMs);
      next.run();
    }
  };
  return {
    now: () => Date.UTC(2025, 9, 30, 20, 15, 30) + elapsed,
    monotonic: () => elapsed,
    after: (ms, run) => {
      const timer = { dueMs: elapsed + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: async (ms) => {
      const end = elapsed + ms;
      await fireUntil(end);
      elapsed = Math.max(elapsed, end);
    },
    block: (ms) => {
      elapsed += ms;
    },
    get pending() {
      return timers.size;
    },
  };
}

/** Waits until all promises have settled that need no timer. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
