import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const now = Date.UTC(2025, 9, 30, 20, 15, 30);

test.each([
  ['3', 3_000],
  [' 0 ', 0],
  ['86400', 60_000],
  ['Thu, 30 Oct 2025 20:15:40 GMT', 10_000],
  ['Thu, 30 Oct 2025 21:15:40 GMT', 60_000],
  ['Thu, 30 Oct 2025 20:15:20 GMT', 0],
  ['-1', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['2025', 60_000],
  ['Thu, 99 Oct 2025 99:15:40 GMT', undefined],
  ['', undefined],
  [null, undefined],
])('Retry-After %j asks for %s ms', (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected);
});
