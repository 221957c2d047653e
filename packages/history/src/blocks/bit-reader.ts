import { LENGTH_BITS, LONG, LONG_LENGTH_BITS } from './bit-writer.ts';
import type { ByteReader } from './byte-reader.ts';
import { DamagedBlock } from './damaged-block.ts';

const PART = 24;
const MAX_LENGTH = 53;

/** Reads what a `BitWriter` wrote. Throws a `DamagedBlock` at the end of the bytes. */
export class BitReader {
  readonly #input: ByteReader;
  #bits = 0;
  #held = 0;

  constructor(input: ByteReader) {
    this.#input = input;
  }

  bits(width: number): number {
    if (width > PART) {
      const low = this.bits(PART);
      return low + this.bits(width - PART) * 2 ** PART;
    }
    while (this.#held < width) {
      this.#bits |= this.#input.byte() << this.#held;
      this.#held += 8;
    }
    const value = this.#bits & ((1 << width) - 1);
    this.#bits >>>= width;
    this.#held -= width;
    return value;
  }

  sized(): number {
    const short = this.bits(LENGTH_BITS);
    const length = short === LONG ? this.bits(LONG_LENGTH_BITS) : short;
    if (length === 0) return 0;
    if (length > MAX_LENGTH) throw new DamagedBlock('The block has a number that is too large.');
    return 2 ** (length - 1) + this.bits(length - 1);
  }
}
