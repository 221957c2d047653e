/** A text, some of which may stand in bytes already. */
export type Text = string | Splice;

/**
 * A text within ASCII of which a part stands in bytes already: they are copied to where the text goes, which costs less than to
 * make a string of them, join it with others and write that. Nobody may write to them meanwhile.
 */
export class Splice {
  readonly length: number;
  readonly #before: string;
  readonly #bytes: Buffer;
  readonly #from: number;
  readonly #to: number;
  readonly #after: Text;

  /** The part are the bytes from one offset to another. */
  constructor(before: string, bytes: Buffer, from: number, to: number, after: Text) {
    this.#before = before;
    this.#bytes = bytes;
    this.#from = from;
    this.#to = to;
    this.#after = after;
    this.length = before.length + to - from + after.length;
  }

  /** Writes it at that offset; gives the offset after it. */
  write(target: Buffer, at: number): number {
    const begun = at + target.write(this.#before, at, 'latin1');
    const on = begun + this.#bytes.copy(target, begun, this.#from, this.#to);
    const after = this.#after;
    return typeof after === 'string' ? on + target.write(after, on, 'latin1') : after.write(target, on);
  }

  toString(): string {
    return `${this.#before}${this.#bytes.toString('latin1', this.#from, this.#to)}${this.#after}`;
  }
}

/** How many bytes of UTF-8 a text is. */
export const bytesIn = (text: Text): number =>
  typeof text === 'string' ? Buffer.byteLength(text) : text.length;

/** Writes a text at that offset, where there is room for it; gives the offset after it. */
export const writeText = (text: Text, target: Buffer, at: number): number =>
  typeof text === 'string' ? at + target.write(text, at) : text.write(target, at);

/** A text as bytes. */
export function bytesOf(text: Text): Buffer {
  if (typeof text === 'string') return Buffer.from(text);
  const bytes = Buffer.allocUnsafe(text.length);
  text.write(bytes, 0);
  return bytes;
}
