import { GPU_HEALTH_CODES } from '@rbee/queen-rbee-sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatDuration,
  formatMib,
  formatMibOf,
  formatMilliseconds,
  formatPercent,
  formatRate,
  formatTokenRate,
  healthInWords,
  isGrave,
  reasonInFull,
  reasonInWords,
  systemName,
} from './format.ts';

const size = fc.double({ min: 0, max: 2 ** 40, noNaN: true });

test.each([
  [0, '0 MiB'],
  [512, '512 MiB'],
  [1023, '1023 MiB'],
  [1024, '1.0 GiB'],
  [1229, '1.2 GiB'],
  [1024 * 1024 - 1, '1.0 TiB'],
  [3 * 1024 ** 3, '3.0 PiB'],
])('%d MiB is shown as %s', (mib, text) => {
  expect(formatMib(mib)).toBe(text);
});

test('a size is rounded to its last digit in every unit', () => {
  const factors: Record<string, number> = { MiB: 1, GiB: 1024, TiB: 1024 ** 2, PiB: 1024 ** 3 };
  fc.assert(
    fc.property(size, (mib) => {
      const [amount, unit] = formatMib(mib).split(' ');
      const factor = factors[unit ?? ''] ?? Number.NaN;
      expect(Math.abs(Number(amount) * factor - mib)).toBeLessThanOrEqual(0.51 * factor);
      if (unit !== 'PiB') expect(Number(amount)).toBeLessThan(1024);
    }),
  );
});

test.each([
  [4096, 24576, '4.0 of 24.0 GiB'],
  [0, 24576, '0.0 of 24.0 GiB'],
  [12, 24576, '<0.1 of 24.0 GiB'],
  [80, 512, '80 of 512 MiB'],
  [400_000, 1_048_576, '390.6 of 1024.0 GiB'],
])('%d of %d MiB is shown as %s', (used, total, text) => {
  expect(formatMibOf(used, total)).toBe(text);
});

test.each([
  [0, '0 KiB/s'],
  [0.0001, '<1 KiB/s'],
  [0.002, '2 KiB/s'],
  [0.9999, '1.0 MiB/s'],
  [1.25, '1.3 MiB/s'],
  [999.94, '999.9 MiB/s'],
  [2048, '2.0 GiB/s'],
])('a rate of %d MiB/s is shown as %s', (rate, text) => {
  expect(formatRate(rate)).toBe(text);
});

test('only a rate of zero is shown as zero', () => {
  const rate = fc.double({ min: Number.MIN_VALUE, max: 1e9, noNaN: true });
  fc.assert(fc.property(rate, (it) => !/^0(\.0)? /.test(formatRate(it))));
});

test('percentages have one decimal, zero too', () => {
  expect([0, 85.54, 1600].map(formatPercent)).toEqual(['0.0 %', '85.5 %', '1600.0 %']);
});

test.each([
  [0, '0s'],
  [59.9, '59s'],
  [312, '5m 12s'],
  [3600, '1h 0m'],
  [273_600, '3d 4h'],
  [-5, '0s'],
])('a time span of %d s is shown as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test('a time span is shown in at most two units and is rounded down', () => {
  const sizes: Record<string, number> = { d: 86_400, h: 3_600, m: 60, s: 1 };
  fc.assert(
    fc.property(fc.nat({ max: 10 ** 9 }), (seconds) => {
      const parts = formatDuration(seconds).split(' ');
      const shown = parts.reduce((sum, it) => sum + Number(it.slice(0, -1)) * (sizes[it.slice(-1)] ?? 0), 0);
      const smallest = sizes[parts.at(-1)?.slice(-1) ?? ''] ?? 0;
      expect(parts.length).toBeLessThanOrEqual(2);
      expect(seconds - shown).toBeGreaterThanOrEqual(0);
      expect(seconds - shown).toBeLessThan(smallest);
    }),
  );
});

test('a rate of tokens keeps its unit, and only zero is shown as zero', () => {
  expect([0, 0.04, 42.46, 99.96, 9_999, 12_345].map(formatTokenRate)).toEqual([
    '0 tok/s',
    '<0.1 tok/s',
    '42.5 tok/s',
    '100 tok/s',
    '9999 tok/s',
    '12.3k tok/s',
  ]);
});

test('a short time is shown in milliseconds or seconds, and only zero as zero', () => {
  expect([0, 0.4, 22.4, 999.4, 999.5, 12_345].map(formatMilliseconds)).toEqual([
    '0 ms',
    '<1 ms',
    '22 ms',
    '999 ms',
    '1.0 s',
    '12.3 s',
  ]);
});

test('an unknown system is shown by its own name', () => {
  expect(['darwin', 'win32', 'sunos'].map(systemName)).toEqual(['macOS', 'Windows', 'sunos']);
});

test('[W2] a reason has a short and a full text', () => {
  expect(reasonInWords('driver_unsupported')).toBe('GPU not read');
  expect(reasonInFull('driver_unsupported')).toBe('the hive cannot read this GPU or its driver');
  expect(reasonInWords('first_sample')).toBe('measuring…');
  expect(reasonInFull('first_sample', false)).toBe('not measured');
  expect(reasonInFull('permission')).toBe(reasonInWords('permission'));
});

test('[N1] each code of the health of a GPU has words of its own, and one of a later version its own', () => {
  for (const code of GPU_HEALTH_CODES) expect(healthInWords(code)).not.toContain('_');
  expect(healthInWords('thermal')).toBe('slowed down by heat');
  expect([healthInWords('xid'), healthInWords('xid', 79)]).toEqual(['driver error', 'driver error XID 79']);
  expect(healthInWords('a_later_code')).toBe('a later code');
});

test('[N1] a GPU that is slowed down is not a faulty one', () => {
  expect(GPU_HEALTH_CODES.filter(isGrave)).toEqual(['ecc_errors', 'remap_failed', 'xid', 'lost']);
});
