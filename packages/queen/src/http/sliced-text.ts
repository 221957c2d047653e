import { Readable } from 'node:stream';
import type { TimeSlices } from './time-slices.ts';

/** Texts up to about this length are encoded at once: longer concatenated strings are slow to encode. */
const ENCODED_LENGTH = 16 * 1024;

/** About the most bytes that are made in one slice, and that wait for the client to read. */
const CHUNK_BYTES = 512 * 1024;

/** A text that is made of pieces in time slices, no faster than it is read. Empty pieces are places to pause. */
export class SlicedText extends Readable {
  readonly #pieces: Iterator<string, undefined>;
  readonly #slices: TimeSlices;

  constructor(pieces: Iterator<string, undefined>, slices: TimeSlices) {
    super({ highWaterMark: CHUNK_BYTES });
    this.#pieces = pieces;
    this.#slices = slices;
  }

  override _read(): void {
    this.#slices.request((until) => this.#fill(until));
  }

  #fill(until: number): void {
    if (this.destroyed) return;
    try {
      const { chunk, isEnd } = this.#chunk(until);
      if (chunk.length > 0) this.push(chunk);
      else if (!isEnd) this._read();
      if (isEnd) this.push(null);
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  /** Bytes of as many pieces as fit into the slice. */
  #chunk(until: number): { readonly chunk: Buffer; readonly isEnd: boolean } {
    const encoded: Buffer[] = [];
    let bytes = 0;
    let text = '';
    const encode = (): void => {
      const part = Buffer.from(text);
      encoded.push(part);
      bytes += part.length;
      text = '';
    };
    let isEnd = false;
    do {
      const piece = this.#pieces.next().value;
      isEnd = piece === undefined;
      text += piece ?? '';
      if (text.length >= ENCODED_LENGTH) encode();
    } while (!isEnd && bytes < CHUNK_BYTES && this.#slices.monotonic() < until);
    encode();
    return { chunk: encoded.length === 1 ? (encoded[0] as Buffer) : Buffer.concat(encoded), isEnd };
  }
}
