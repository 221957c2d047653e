import type { EngineClock } from '../src/engines/clock.ts';

/** A clock for engines that a test moves. */
export interface ManualEngineClock extends EngineClock {
  /** Moves the time on and runs what is due, in order. */
  pass(ms: number): void;
}

/** Creates a clock at 0; `random` gives the same number each time. */
export function createManualEngineClock(random = 0): ManualEngineClock {
  let nowMs = 0;
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    random: () => random,
    after: (ms, run) => {
      const timer = { atMs: nowMs + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((it) => it !== timer);
      };
    },
    pass: (ms) => {
      const endMs = nowMs + ms;
      for (;;) {
        const [next] = timers.filter((it) => it.atMs <= endMs).toSorted((a, b) => a.atMs - b.atMs);
        if (!next) break;
        timers = timers.filter((it) => it !== next);
        nowMs = next.atMs;
        next.run();
      }
      nowMs = endMs;
    },
  };
}
