/** What an answer with `Retry-After` is read with. */
export interface RetryAfterBasis {
  /** The reader's time, milliseconds since the epoch. */
  readonly nowMs: number;
  /** The `Date` of the answer: a date in `Retry-After` counts from it, as the clock of the reader may be wrong. */
  readonly date?: string | null;
  /** Longest wait, milliseconds. */
  readonly maxMs: number;
}

/**
 * Milliseconds that a `Retry-After` asks to wait (RFC 9110 section 10.2.3: seconds, or a date), from 0 to `maxMs`; null when
 * there is none or it cannot be read.
 */
export function retryAfterMs(header: string | null | undefined, basis: RetryAfterBasis): number | null {
  const value = header?.trim() ?? '';
  const askedMs = /^\d+$/.test(value) ? Number(value) * 1_000 : untilDate(value, basis);
  return askedMs === null ? null : Math.min(basis.maxMs, Math.max(0, askedMs));
}

function untilDate(value: string, { nowMs, date }: RetryAfterBasis): number | null {
  const untilMs = parseHttpDate(value, nowMs);
  return untilMs === null ? null : untilMs - (parseHttpDate(date ?? '', nowMs) ?? nowMs);
}

/** The three forms of a date that a recipient has to accept (RFC 9110 section 5.6.7). */
const HTTP_DATES = [
  /^[A-Z][a-z]{2}, (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  /^[A-Z][a-z]{5,8}, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/,
];

/** Milliseconds since the epoch of a date in a header field; null if it has none of the three forms. */
function parseHttpDate(text: string, nowMs: number): number | null {
  for (const form of HTTP_DATES) {
    const { day, month, year, time } = form.exec(text)?.groups ?? {};
    if (day === undefined || year === undefined) continue;
    const ms = Date.parse(`${day.trim()} ${month} ${wholeYear(year, nowMs)} ${time} GMT`);
    return Number.isNaN(ms) ? null : ms;
  }
  return null;
}

/** A year of two digits is the latest one that is at most 50 years ahead. */
function wholeYear(year: string, nowMs: number): number {
  if (year.length === 4) return Number(year);
  const present = new Date(nowMs).getUTCFullYear();
  const sameCentury = present - (present % 100) + Number(year);
  return sameCentury > present + 50 ? sameCentury - 100 : sameCentury;
}
