/** Where the queen's time comes from; a test passes its own. */
export interface QueenClock {
  /** Wall clock, milliseconds since the epoch: what is written into events. */
  now(): number;
  /** Monotonic clock, milliseconds from any start: what liveness is measured with ([H7]). */
  monotonic(): number;
}

/** The clocks of this process. */
export const systemClock: QueenClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** One moment, read from both clocks. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Milliseconds on the monotonic clock. */
  readonly monotonic: number;
}

/** Reads both clocks. */
export const momentOf = (clock: QueenClock): Moment => ({ at: clock.now(), monotonic: clock.monotonic() });

let last = { at: Number.NaN, text: '' };

/** RFC 3339 in UTC with milliseconds, from milliseconds since the epoch. Many events are of the same one, and share its text. */
export function rfc3339(at: number): string {
  if (at !== last.at) last = { at, text: new Date(at).toISOString() };
  return last.text;
}
