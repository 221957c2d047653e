import { afterEach, beforeEach, vi } from 'vitest';

/** Gives each test of a file timers and a clock that begin at 0 and move only by `pass`. */
export function useFakeTime(): void {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

/** Lets time pass, in milliseconds, with all that happens meanwhile. */
export const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

/** Lets what is due now happen. */
export const settle = (): Promise<unknown> => pass(0);
