import { expect, test } from 'vitest';
import { amount, count, memory, percent, power, span, spanInWords } from './amounts.ts';

test.each([
  [amount(0), '0'],
  [amount(0.04), '<0.1'],
  [amount(9.94), '9.9'],
  [amount(9.96), '10'],
  [amount(41_280), '41k'],
  [amount(12_000_000), '12M'],
  [count(8_000), '8,000'],
  [percent(85.5), '86%'],
  [memory(512), '512M'],
  [memory(1_023.7), '1.0G'],
  [memory(24_576), '24G'],
  [memory(3.1 * 1_024 ** 2), '3.1T'],
  [power(512), '512 W'],
  [power(38_000), '38 kW'],
  [span(0), '0s'],
  [span(312), '5m12s'],
  [span(3_600), '1h'],
  [span(532_800), '6d4h'],
  [spanInWords(13.7), '13 s'],
  [spanInWords(150), '2 min'],
  [spanInWords(7_300), '2 h'],
  [spanInWords(200_000), '2 d'],
  [spanInWords(-1), '0 s'],
])('%s is %s', (shown, expected) => {
  expect(shown).toBe(expected);
});
