import { TIMESTAMP_PATTERN } from '@rbee/contract';

/** The clocks of the queen; tests pass their own. */
export interface QueenClock {
  /** Wall clock, milliseconds since the epoch; used for the times in events. */
  now(): number;
  /** Monotonic clock, milliseconds from an arbitrary start; used to measure liveness ([H7]). */
  monotonic(): number;
}

/** The clocks of this process. */
export const systemClock: QueenClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** One reading of both clocks. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Milliseconds on the monotonic clock. */
  readonly monotonic: number;
}

/** Reads both clocks. */
export const momentOf = (clock: QueenClock): Moment => ({ at: clock.now(), monotonic: clock.monotonic() });

let lastFormatted = { at: Number.NaN, text: '' };

/**
 * Formats milliseconds since the epoch as RFC 3339 in UTC with milliseconds. The last text is cached, because many
 * events have the same time.
 */
export function rfc3339(at: number): string {
  if (at !== lastFormatted.at) lastFormatted = { at, text: new Date(at).toISOString() };
  return lastFormatted.text;
}

/** A point in time, exact to the 12 fractional digits that the wire allows. */
export interface Instant {
  /** Whole seconds since the epoch. */
  readonly seconds: number;
  /** Fraction of the second, 0 to 10^12-1 picoseconds. */
  readonly picoseconds: number;
}

const RFC_3339 = new RegExp(TIMESTAMP_PATTERN);

/** Offsets of the time of day and of the fraction of its seconds. */
const TIME_AT = 11;
const FRACTION_AT = 19;

/** Parses an RFC 3339 time with an offset; null if it is not one, or its month has no such day. */
export function parseInstant(text: string): Instant | null {
  if (!RFC_3339.test(text)) return null;
  const midnight = midnightOf(text);
  if (midnight === null) return null;
  const isUtc = (text.charCodeAt(text.length - 1) | 0x20) === 'z'.charCodeAt(0);
  const zoneAt = text.length - (isUtc ? 1 : 6);
  const minutes = isUtc ? 0 : twoDigits(text, zoneAt + 1) * 60 + twoDigits(text, zoneAt + 4);
  const offset = text[zoneAt] === '-' ? -minutes : minutes;
  const minute = twoDigits(text, TIME_AT) * 60 + twoDigits(text, TIME_AT + 3);
  return {
    seconds: midnight + (minute - offset) * 60 + twoDigits(text, TIME_AT + 6),
    picoseconds: zoneAt === FRACTION_AT ? 0 : picosecondsIn(text, zoneAt),
  };
}

const digit = (text: string, at: number): number => text.charCodeAt(at) - 0x30;
const twoDigits = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1);

function picosecondsIn(text: string, end: number): number {
  let value = 0;
  for (let at = FRACTION_AT + 1; at < end; at += 1) value = value * 10 + digit(text, at);
  return value * 10 ** (12 - (end - FRACTION_AT - 1));
}

/** Cache of one day, because nearly all times are of the same day. */
let lastDay = { day: Number.NaN, midnight: Number.NaN as number | null };

/** Start of an RFC 3339 time's day in UTC, seconds since the epoch; null if the month has no such day. */
function midnightOf(text: string): number | null {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const [month, dayOfMonth] = [twoDigits(text, 5), twoDigits(text, 8)];
  const day = (year * 100 + month) * 100 + dayOfMonth;
  if (day === lastDay.day) return lastDay.midnight;
  const date = new Date(0);
  const ms = date.setUTCFullYear(year, month - 1, dayOfMonth);
  lastDay = { day, midnight: date.getUTCDate() === dayOfMonth ? ms / 1000 : null };
  return lastDay.midnight;
}

/** Negative if `a` is earlier than `b`, 0 if they are equal, positive if `a` is later. */
export const compareInstants = (a: Instant, b: Instant): number =>
  a.seconds - b.seconds || a.picoseconds - b.picoseconds;

/** Milliseconds since the epoch, rounded. */
export const instantMs = (instant: Instant): number =>
  instant.seconds * 1000 + Math.round(instant.picoseconds / 1e9);
