const HEAD_END = Buffer.from('\r\n\r\n');

/** What came back on a connection that has one request on its way. */
export type Answer = 'taken' | 'refused';

/**
 * Reads answers of HTTP/1.1 as far as a load generator must: their status, and where they end. An answer of the same length
 * and status class as the one before is not looked at any further.
 */
export class Answers {
  #usual = 0;
  #held: Buffer | undefined;

  /** The answer, once it is whole. `bytes` is only lent. */
  read(bytes: Buffer): Answer | null {
    if (!this.#held && bytes.length === this.#usual && bytes[9] === 0x32) return 'taken';
    const all = this.#held ? Buffer.concat([this.#held, bytes]) : bytes;
    const length = lengthOf(all);
    if (length === null || all.length < length) {
      this.#held = Buffer.from(all);
      return null;
    }
    this.#held = undefined;
    if (all[9] !== 0x32) return 'refused';
    this.#usual = length;
    return 'taken';
  }
}

function lengthOf(bytes: Buffer): number | null {
  const head = bytes.indexOf(HEAD_END);
  if (head < 0) return null;
  const body = /\r\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', 0, head))?.[1];
  return head + HEAD_END.length + Number(body ?? 0);
}
