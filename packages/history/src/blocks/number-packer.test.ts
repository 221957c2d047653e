import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { keptValue } from '../../testing/kept-value.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { DamagedBlock } from './damaged-block.ts';
import { MODE, NumberPacker } from './number-packer.ts';
import { skipNumbers, unpackNumbers } from './unpack-numbers.ts';

vi.setConfig({ testTimeout: 60_000 });

const packer = new NumberPacker();

function packed(values: readonly number[], scale: number): { mode: number; bytes: Uint8Array } {
  const out = new ByteWriter();
  const mode = packer.plan(Float64Array.from(values), values.length, scale);
  packer.write(out);
  return { mode, bytes: out.bytes.slice(0, out.length) };
}

function unpacked(mode: number, bytes: Uint8Array, n: number, scale: number): number[] {
  const input = new ByteReader(bytes);
  const into = new Float64Array(n);
  unpackNumbers(input, mode, n, scale, into);
  expect(input.left).toBe(0);
  const skipped = new ByteReader(bytes);
  skipNumbers(skipped, mode, n);
  expect(skipped.left).toBe(0);
  return [...into];
}

const roundTrip = (values: readonly number[], scale: number): number[] => {
  const { mode, bytes } = packed(values, scale);
  return unpacked(mode, bytes, values.length, scale);
};

const scale = fc.constantFrom(1, 10, 100);
/** Lists that each mode is the shortest for: steps, noise, spikes, counters. */
const integers = fc.oneof(
  fc.array(fc.integer({ min: -40, max: 1_000 }), { maxLength: 200 }),
  fc.array(fc.constantFrom(0, 0, 0, 0, 0, 1_000, 7), { maxLength: 200 }),
  fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 60 }).map((steps) => {
    let sum = 2 ** 40;
    return steps.map((step) => {
      sum += step;
      return sum;
    });
  }),
  fc
    .array(fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 1, max: 30 })), { maxLength: 8 })
    .map((runs) => runs.flatMap(([value, times]) => Array.from({ length: times }, () => value))),
  fc.array(fc.bigInt(-(2n ** 47n), 2n ** 47n).map(Number), { maxLength: 60 }),
);

test('whole multiples of 1/scale come back as they were', () => {
  fc.assert(
    fc.property(integers, scale, (list, by) => {
      const values = list.map((value) => value / by);
      expect(roundTrip(values, by)).toEqual(values);
    }),
  );
});

test('every double comes back rounded to 1/scale, or as it was if it is too large', () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { maxLength: 60 }), scale, (values, by) => {
      const kept = values.map((value) => {
        return keptValue(value, by);
      });
      expect(roundTrip(values, by)).toEqual(kept);
    }),
  );
});

test.each([
  ['constant', [5, 5, 5], MODE.constant, 1],
  ['offsets', [3, 900, 17, 512, 44, 801, 6], MODE.offsets, 11],
  ['deltas', Array.from({ length: 60 }, (_, i) => 1_000_000 + 7 * i), MODE.deltas, 5],
  ['runs', Array.from({ length: 60 }, (_, i) => (i < 31 ? 100 : 977)), MODE.runs, 8],
  ['sparse', Array.from({ length: 60 }, (_, i) => (i % 13 === 4 ? 900 + i : 0)), MODE.sparse, 17],
  ['doubles', [1, 2 ** 53], MODE.doubles, 16],
] as const)('a list for which %s is the shortest is packed so', (_, values, mode, length) => {
  const { mode: chosen, bytes } = packed(values, 1);
  expect({ mode: chosen, length: bytes.length }).toEqual({ mode, length });
});

test('any bytes are numbers or damaged, and are skipped like they are read', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: 0, max: 7 }),
      fc.integer({ min: 0, max: 60 }),
      (bytes, mode, n) => {
        try {
          unpackNumbers(new ByteReader(bytes), mode, n, 10, new Float64Array(n));
        } catch (error) {
          expect(error).toBeInstanceOf(DamagedBlock);
        }
        try {
          skipNumbers(new ByteReader(bytes), mode, n);
        } catch (error) {
          expect(error).toBeInstanceOf(DamagedBlock);
        }
      },
    ),
  );
});
