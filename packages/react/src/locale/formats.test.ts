import { expect, test } from 'vitest';
import { createFormats } from './formats.ts';

const en = createFormats('en', 'UTC');
const de = createFormats('de', 'UTC');
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

test.each([
  [0, '0'],
  [0.01, '<0.1'],
  [0.44, '0.4'],
  [9.94, '9.9'],
  [9.96, '10'],
  [71.4, '71'],
  [41_280, '41,280'],
])('the number %d is %s', (value, text) => {
  expect(en.number(value)).toBe(text);
});

test.each([
  [0, '0 MiB'],
  [512.4, '512 MiB'],
  [8_090, '7.9 GiB'],
  [24_564, '24 GiB'],
  [3.1 * 1024 ** 2, '3.1 TiB'],
])('%d MiB are %s', (mib, text) => {
  expect(plain(en.memory(mib))).toBe(text);
});

test('used of total has the unit of the total, and divides by no zero', () => {
  expect(plain(en.memoryOf(8_090, 24_564))).toBe('7.9 / 24 GiB');
  expect(plain(en.memoryOf(512, 24_564))).toBe('0.5 / 24 GiB');
  expect(plain(en.memoryOf(5, 0))).toBe('0 / 0 MiB');
});

test.each([
  [0, '0s'],
  [45.9, '45s'],
  [312, '5 min 12s'],
  [3_600, '1h 0 min'],
  [533_000, '6d 4h'],
])('%d seconds are %s', (seconds, text) => {
  expect(plain(en.duration(seconds))).toBe(text);
});

test('every figure has the digits of the locale', () => {
  expect(plain(de.percent(9.5))).toBe('9,5 %');
  expect(plain(de.count(41_280))).toBe('41.280');
  expect(plain(de.power(38_400))).toBe('38 kW');
  expect(plain(en.power(512.3))).toBe('512 W');
  expect(plain(en.rate(0.332))).toBe('340 KiB/s');
  expect(plain(en.rate(1.2))).toBe('1.2 MiB/s');
  expect(plain(en.milliseconds(21.7))).toBe('22 ms');
  expect(plain(en.milliseconds(1_240))).toBe('1.2 s');
  expect(plain(en.clock(Date.UTC(2025, 9, 30, 20, 15, 30)))).toBe('8:15:30 PM');
  expect(plain(de.clock(Date.UTC(2025, 9, 30, 20, 15, 30)))).toBe('20:15:30');
});
