/** Clocks that are passed in, and the times that hives write. */
export { type Moment, momentOf, type QueenClock, rfc3339, systemClock } from './clock.ts';
export { compareInstants, type Instant, instantMs, parseInstant } from './instant.ts';
