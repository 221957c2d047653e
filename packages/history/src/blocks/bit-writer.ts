import { bitsOf } from './bits.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Numbers are written in parts of at most so many bits, which fit into a small integer with seven bits before them. */
const PART = 24;
const PART_SIZE = 2 ** PART;

/** Bits of the length of a number that says its length itself. A length that needs more is `LONG`, and the length itself follows. */
export const LENGTH_BITS = 5;
export const LONG = 2 ** LENGTH_BITS - 1;
export const LONG_LENGTH_BITS = 6;

/** Appends numbers of any number of bits to a `ByteWriter`, lowest bit first. Nothing else may be written before `end`. */
export class BitWriter {
  readonly #out: ByteWriter;
  #bits = 0;
  #held = 0;

  constructor(out: ByteWriter) {
    this.#out = out;
  }

  /** A whole number below 2^width; `width` is at most 53. */
  bits(value: number, width: number): void {
    if (width > PART) {
      this.bits(value % PART_SIZE, PART);
      this.bits(Math.floor(value / PART_SIZE), width - PART);
      return;
    }
    this.#bits |= value << this.#held;
    this.#held += width;
    while (this.#held >= 8) {
      this.#out.byte(this.#bits & 0xff);
      this.#bits >>>= 8;
      this.#held -= 8;
    }
  }

  /** A whole number from 0 to 2^53: its length, then its bits below the first. */
  sized(value: number): void {
    const length = bitsOf(value);
    this.bits(Math.min(length, LONG), LENGTH_BITS);
    if (length >= LONG) this.bits(length, LONG_LENGTH_BITS);
    if (length > 1) this.bits(value - 2 ** (length - 1), length - 1);
  }

  /** Fills the last byte. */
  end(): void {
    if (this.#held > 0) this.#out.byte(this.#bits & 0xff);
    this.#bits = 0;
    this.#held = 0;
  }
}
