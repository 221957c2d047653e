import { expect, test } from 'vitest';
import { createFormats } from '../locale/index.ts';
import { gpuOf } from '../testing.ts';
import { cardName } from './card-name.ts';

const formats = createFormats('en');

test.each([
  ['NVIDIA GeForce RTX 4090', 24_564, 'RTX 4090 24 GiB'],
  ['NVIDIA H100 80GB HBM3', 81_559, 'H100 80GB HBM3'],
  ['AMD Radeon RX 7900 XTX', 24_560, 'RX 7900 XTX 24 GiB'],
  ['AMD Instinct MI300X', 196_592, 'Instinct MI300X 192 GiB'],
  ['Intel(R) Arc(TM) A770 Graphics', 16_225, 'Arc(TM) A770 Graphics 16 GiB'],
  ['NVIDIA GB10', 0, 'GB10'],
])('%s with %i MiB is %s', (name, vram_total_mb, short) => {
  expect(cardName(gpuOf({ name, vram_total_mb }), formats).replaceAll('\u00a0', ' ')).toBe(short);
});

test('memory that is not known is not named', () => {
  expect(cardName(gpuOf({ unknown: { vram_total_mb: 'unified_memory' } }), formats)).toBe('RTX 4090');
});
