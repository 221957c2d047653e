import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { NumberPacker } from './number-packer.ts';
import { skipNumbers, unpackNumbers } from './unpack-numbers.ts';

/** Three lists of the same length. */
export type ThreeLists = readonly [Float64Array, Float64Array, Float64Array];

const packers = [new NumberPacker(), new NumberPacker(), new NumberPacker()] as const;

/**
 * Writes three lists of `n` whole numbers. The modes in which they are packed take four bits each, and stand in two bytes before them
 * with four bits that are free for `head`.
 */
export function writeLists(out: ByteWriter, head: number, lists: ThreeLists, n: number): void {
  const [first, second, third] = packers.map((packer, i) => packer.plan(lists[i] as Float64Array, n, 1));
  out.byte((head << 4) | (first as number));
  out.byte(((second as number) << 4) | (third as number));
  for (const packer of packers) packer.write(out);
}

/** Reads what `writeLists` wrote after its first byte, whose low four bits are `mode`. */
export function readLists(input: ByteReader, mode: number, lists: ThreeLists, n: number): void {
  const modes = input.byte();
  unpackNumbers(input, mode, n, 1, lists[0]);
  unpackNumbers(input, modes >> 4, n, 1, lists[1]);
  unpackNumbers(input, modes & 0xf, n, 1, lists[2]);
}

/** Skips the same. */
export function skipLists(input: ByteReader, mode: number, n: number): void {
  const modes = input.byte();
  skipNumbers(input, mode, n);
  skipNumbers(input, modes >> 4, n);
  skipNumbers(input, modes & 0xf, n);
}
