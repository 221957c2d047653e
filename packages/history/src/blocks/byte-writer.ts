/**
 * Whole numbers up to this one, and from minus this one, come back when they are divided by the scale of their field and multiplied
 * with it again: the two roundings together are less than a half.
 */
export const MAX_INTEGER = 2 ** 50 - 1;

/** Bytes that grow; reused from block to block, so that encoding leaves no garbage but the result. */
export class ByteWriter {
  #bytes = new Uint8Array(1 << 16);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  /** Appends `count` bytes of any content, to be written through `bytes`; gives the position of the first. */
  reserve(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) this.#grow();
    return at;
  }

  /** What is written, until the next call. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  byte(value: number): void {
    const at = this.reserve(1);
    this.#bytes[at] = value;
  }

  /** A whole number from 0 to 2^53 - 1, seven bits a byte, the lowest first. */
  varint(value: number): void {
    let rest = value;
    let at = this.reserve(8);
    while (rest >= 0x80) {
      this.#bytes[at] = (rest & 0x7f) | 0x80;
      at += 1;
      rest = rest < 2 ** 31 ? rest >>> 7 : Math.floor(rest / 0x80);
    }
    this.#bytes[at] = rest;
    this.#length = at + 1;
  }

  /** A whole number of at most `MAX_INTEGER`, positive or negative: zigzag, then as a varint. */
  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  double(value: number): void {
    const at = this.reserve(8);
    this.#view.setFloat64(at, value, true);
  }

  raw(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  #grow(): void {
    const larger = new Uint8Array(2 * this.#length);
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
