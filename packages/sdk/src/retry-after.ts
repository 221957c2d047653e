import { MAX_TIMER_MS } from './option-checks.ts';

/**
 * Milliseconds that an answer asks to wait: `Retry-After` of RFC 9110 section 10.2.3, in seconds or as a date.
 * A date is compared with the answer's own `Date`, as the clock of this machine may be wrong; without one, with
 * `nowMs`. At most {@link MAX_TIMER_MS}; null without a value that can be read.
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | null {
  const value = (headers.get('retry-after') ?? '').trim();
  const askedMs = /^\d+$/.test(value) ? Number(value) * 1_000 : untilDate(value, headers, nowMs);
  return askedMs === null ? null : Math.min(MAX_TIMER_MS, Math.max(0, askedMs));
}

function untilDate(value: string, headers: Headers, nowMs: number): number | null {
  const date = parseHttpDate(value, nowMs);
  if (date === null) return null;
  return date - (parseHttpDate(headers.get('date') ?? '', nowMs) ?? nowMs);
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
