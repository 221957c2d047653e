import { TIMESTAMP_PATTERN } from '@rbee/contract';

/** A point in time, exact to the twelve fractional digits that the wire allows. */
export interface Instant {
  /** Whole seconds since the epoch. */
  readonly seconds: number;
  /** The rest, 0 to 10^12-1 picoseconds. */
  readonly picoseconds: number;
}

const RFC_3339 = new RegExp(TIMESTAMP_PATTERN);

/** Where the time of day begins, and the fraction of its seconds. */
const TIME_AT = 11;
const FRACTION_AT = 19;

/** Reads an RFC 3339 time with an offset; null when it is none, or names a day that no month has. */
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

/** The day of the last time that was read: most times are of the same one. */
let last = { day: Number.NaN, midnight: Number.NaN as number | null };

/** When the day of an RFC 3339 time began in UTC, seconds since the epoch; null for one that no month has. */
function midnightOf(text: string): number | null {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const [month, dayOfMonth] = [twoDigits(text, 5), twoDigits(text, 8)];
  const day = (year * 100 + month) * 100 + dayOfMonth;
  if (day === last.day) return last.midnight;
  const date = new Date(0);
  const ms = date.setUTCFullYear(year, month - 1, dayOfMonth);
  last = { day, midnight: date.getUTCDate() === dayOfMonth ? ms / 1000 : null };
  return last.midnight;
}

/** Negative when `a` is earlier than `b`, 0 when they are the same moment, positive when it is later. */
export const compareInstants = (a: Instant, b: Instant): number =>
  a.seconds - b.seconds || a.picoseconds - b.picoseconds;

/** Milliseconds since the epoch, rounded. */
export const instantMs = (instant: Instant): number =>
  instant.seconds * 1000 + Math.round(instant.picoseconds / 1e9);
