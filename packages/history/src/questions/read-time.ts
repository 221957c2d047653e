import { TIMESTAMP_PATTERN } from '@rbee/contract/plain';

/** What a time of a question may be ([P3]), in words that follow "must be". */
export const TIME_EXPECTED = 'a time such as 2025-10-30T20:15:30Z, -15m, -1h30m, -7d or now';

/** Far more than a time needs. */
const MAX_CHARS = 64;

const RFC_3339 = new RegExp(TIMESTAMP_PATTERN);

const RELATIVE = /^-(?:\d{1,9}[smhdw])+$/;

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * Reads a time of a question: RFC 3339 with an offset, `now`, or a time before it such as `-1h30m` (units s, m, h, d, w). Gives
 * milliseconds since the epoch; undefined if the text is no time.
 */
export function readTime(text: string, now: number): number | undefined {
  if (text.length > MAX_CHARS) return undefined;
  if (text === 'now') return now;
  return RELATIVE.test(text) ? now - lengthOf(text) : readTimestamp(text);
}

const lengthOf = (text: string): number =>
  [...text.matchAll(/(\d{1,9})([smhdw])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0),
    0,
  );

/** In a query a plus sign stands for a space unless it is written %2B; a time has no space before its offset. */
function readTimestamp(given: string): number | undefined {
  const text = given.replace(/ (?=\d\d:\d\d$)/, '+').toUpperCase();
  if (!RFC_3339.test(text)) return undefined;
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
  // A month that lacks the day would run on into the next one.
  const isDay = new Date(Date.UTC(2000 + (year % 400), month - 1, day)).getUTCDate() === day;
  const at = Date.parse(text);
  return isDay && Number.isFinite(at) ? at : undefined;
}
