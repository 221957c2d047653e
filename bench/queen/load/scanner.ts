/** Finds a needle, with `extra` bytes after it, in bytes that come in pieces; hands each to `found` once. */
export class Scanner {
  readonly #needle: Buffer;
  readonly #length: number;
  readonly #found: (bytes: Buffer, at: number) => void;
  #tail: Buffer = Buffer.alloc(0);

  /** `found` is given where the needle begins. */
  constructor(needle: string, extra: number, found: (bytes: Buffer, at: number) => void) {
    this.#needle = Buffer.from(needle);
    this.#length = needle.length + extra;
    this.#found = found;
  }

  /** Looks at the next piece, which is only lent. */
  feed(bytes: Buffer): void {
    const kept = this.#length - 1;
    if (this.#tail.length > 0) {
      const seam = Buffer.concat([this.#tail, bytes.subarray(0, kept)]);
      this.#search(seam, this.#tail.length);
    }
    this.#search(bytes, bytes.length);
    const rest =
      bytes.length >= kept ? bytes.subarray(bytes.length - kept) : Buffer.concat([this.#tail, bytes]);
    this.#tail = Buffer.from(rest.subarray(Math.max(0, rest.length - kept)));
  }

  #search(bytes: Buffer, before: number): void {
    const last = Math.min(before - 1, bytes.length - this.#length);
    for (
      let at = bytes.indexOf(this.#needle);
      at >= 0 && at <= last;
      at = bytes.indexOf(this.#needle, at + 1)
    ) {
      this.#found(bytes, at);
    }
  }
}
