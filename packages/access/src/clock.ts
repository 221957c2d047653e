/** The time. Ends are by the wall clock, waits by the other. */
export interface AccessClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since any moment; never goes back. */
  monotonic(): number;
}

/** The clock of this process. */
export const systemClock: AccessClock = { now: () => Date.now(), monotonic: () => performance.now() };

/** RFC 3339 of milliseconds since the epoch. */
export const timeText = (at: number): string => new Date(at).toISOString();

/** The same; null stays null. */
export const timeOrNull = (at: number | null): string | null => (at === null ? null : timeText(at));
