import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const NOW = Date.UTC(2025, 9, 30, 20, 15, 30);
const LONGEST = 2 ** 31 - 1;

test.each<[string | null, number | null]>([
  ['0', 0],
  ['3', 3_000],
  [' 60 ', 60_000],
  ['86400', 86_400_000],
  ['99999999999999999999', LONGEST],
  ['Thu, 30 Oct 2025 20:16:30 GMT', 60_000],
  ['Thursday, 30-Oct-25 20:16:30 GMT', 60_000],
  ['Thu Oct 30 20:16:30 2025', 60_000],
  ['Sat Nov  1 20:15:30 2025', 2 * 86_400_000],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 0],
  ['Thu, 30 Oct 2025 20:15:00 GMT', 0],
  ['Fri, 31 Dec 9999 23:59:59 GMT', LONGEST],
  ['-1', null],
  ['1.5', null],
  ['1e3', null],
  ['3, 5', null],
  ['soon', null],
  ['2025-10-30T20:16:30Z', null],
  ['Thu, 99 Oct 2025 99:15:40 GMT', null],
  ['', null],
  [null, null],
])('[H5] Retry-After %j asks for %s ms', (value, expected) => {
  expect(retryAfterMs(value, { nowMs: NOW, maxMs: LONGEST })).toBe(expected);
});

test("[H5] a date counts from the answer's own date, so a wrong clock of the reader does not matter", () => {
  const basis = { nowMs: NOW - 7 * 86_400_000, date: 'Thu, 30 Oct 2025 20:16:00 GMT', maxMs: LONGEST };
  expect(retryAfterMs('Thu, 30 Oct 2025 20:16:30 GMT', basis)).toBe(30_000);
});
