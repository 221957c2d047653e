/** A point in time, exact to the twelve fractional digits that the wire allows. */
export interface Instant {
  /** Whole seconds since the epoch. */
  readonly seconds: number;
  /** The rest, 0 to 10^12-1 picoseconds. */
  readonly picoseconds: number;
}

const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,12}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** Reads an RFC 3339 time with an offset; null when it is none, or names a day that no month has. */
export function parseInstant(text: string): Instant | null {
  const parts = RFC_3339.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second, fraction = '', sign, hours = 0, minutes = 0] = parts;
  const date = new Date(0);
  const midnight = date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCDate() !== Number(day)) return null;
  const offset = (sign === '-' ? -60 : 60) * (Number(hours) * 60 + Number(minutes));
  return {
    seconds: midnight / 1000 + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset,
    picoseconds: Number(fraction.padEnd(12, '0')),
  };
}

/** Negative when `a` is earlier than `b`, 0 when they are the same moment, positive when it is later. */
export const compareInstants = (a: Instant, b: Instant): number =>
  a.seconds - b.seconds || a.picoseconds - b.picoseconds;

/** Milliseconds since the epoch, rounded. */
export const instantMs = (instant: Instant): number =>
  instant.seconds * 1000 + Math.round(instant.picoseconds / 1e9);
