import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareInstants, instantMs, parseInstant } from './time.ts';

const dates = fc.date({ min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true });

test('parses what Date.toISOString writes, with any offset', () => {
  fc.assert(
    fc.property(dates, fc.integer({ min: -14 * 60, max: 14 * 60 }), (date, offset) => {
      const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1);
      const sign = offset < 0 ? '-' : '+';
      const pad = (value: number) => String(Math.trunc(Math.abs(value))).padStart(2, '0');
      const instant = parseInstant(`${local}${sign}${pad(offset / 60)}:${pad(offset % 60)}`);
      expect(instant && instantMs(instant)).toBe(date.getTime());
    }),
  );
});

test('compares all fractional digits', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(digits, digits, (a, b) => {
      const [left, right] = [a, b].map((it) => parseInstant(`2025-10-30T20:15:30.${it}Z`));
      if (!left || !right) throw new Error('a valid time was rejected');
      const expected = BigInt(a.padEnd(12, '0')) - BigInt(b.padEnd(12, '0'));
      expect(Math.sign(compareInstants(left, right))).toBe(expected < 0n ? -1 : expected > 0n ? 1 : 0);
    }),
  );
});

test('reads a leap second as the next second, and accepts lower case', () => {
  expect(parseInstant('2016-12-31t23:59:60z')).toEqual(parseInstant('2017-01-01T00:00:00Z'));
});

test.each([
  '2025-02-30T00:00:00Z',
  '2025-04-31T00:00:00Z',
  '2025-10-30T20:15:30',
  '2025-10-30',
  'yesterday',
  '',
])('rejects %j', (text) => {
  expect(parseInstant(text)).toBeNull();
});
