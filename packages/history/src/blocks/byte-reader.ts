import { DamagedBlock } from './damaged-block.ts';

/** Reads what a `ByteWriter` wrote. The bytes may be anything: it never reads beyond their end, and throws a `DamagedBlock`. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Number of bytes that are not read yet. */
  get left(): number {
    return this.bytes.length - this.#at;
  }

  /** Skips `count` bytes, to be read through `bytes`; gives the position of the first. */
  take(count: number): number {
    const at = this.#at;
    if (count > this.left) throw new DamagedBlock('The block is shorter than it says.');
    this.#at = at + count;
    return at;
  }

  byte(): number {
    const at = this.take(1);
    return this.bytes[at] as number;
  }

  varint(): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 8; count += 1) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return within(value);
      factor *= 0x80;
    }
    throw new DamagedBlock('The block has a number that is too large.');
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  double(): number {
    const at = this.take(8);
    return this.#view.getFloat64(at, true);
  }

  raw(count: number): Uint8Array {
    const at = this.take(count);
    return this.bytes.subarray(at, at + count);
  }
}

function within(value: number): number {
  if (value <= Number.MAX_SAFE_INTEGER) return value;
  throw new DamagedBlock('The block has a number that is too large.');
}
