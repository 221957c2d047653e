import { expect, test } from 'vitest';
import { readTime } from './read-time.ts';

const NOW = Date.UTC(2025, 9, 30, 20, 15, 30, 123);
const MINUTE = 60_000;

test.each([
  ['now', NOW],
  ['-0s', NOW],
  ['-15m', NOW - 15 * MINUTE],
  ['-1h30m', NOW - 90 * MINUTE],
  ['-90s', NOW - 90_000],
  ['-7d', NOW - 7 * 1_440 * MINUTE],
  ['-2w', NOW - 14 * 1_440 * MINUTE],
  ['2025-10-30T20:15:30Z', NOW - 123],
  ['2025-10-30T20:15:30.123456Z', NOW],
  ['2025-10-30t20:15:30.123z', NOW],
  ['2025-10-30T21:15:30.123+01:00', NOW],
  ['2025-10-30T21:15:30.123 01:00', NOW],
  ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
])('[P3] %s is a time', (text, at) => {
  expect(readTime(text, NOW)).toBe(at);
});

test.each([
  '',
  '15m',
  '-',
  '-15',
  '-m',
  '-15x',
  '-1h 30m',
  '-15m-15m',
  'NOW',
  'yesterday',
  '1761855330',
  '2025-10-30',
  '2025-10-30T20:15:30',
  '2025-02-30T00:00:00Z',
  '2023-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2025-13-01T00:00:00Z',
  `-${'1s'.repeat(50)}`,
])('[P3] %j is no time', (text) => {
  expect(readTime(text, NOW)).toBeUndefined();
});
