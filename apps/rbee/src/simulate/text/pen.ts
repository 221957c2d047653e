import { LIMITS } from '@rbee/contract/plain';

/** Text that is written again and again, as the bytes that it is on the wire. */
export const inked = (text: string): Uint8Array => Buffer.from(text, 'latin1');

const ZERO = 48;
const POINT = 46;
/** Up to here a whole number is told in digits by small integer arithmetic. */
const SMALL = 2 ** 31;

/**
 * Writes heartbeats straight into bytes, one after the other into the same ones. A fleet of tens of thousands of workers
 * has hundreds of thousands of figures a second, and most of a heartbeat is the same as the last time: joining strings
 * costs several times as much.
 */
export class Pen {
  readonly #page: Buffer;
  #at = 0;

  constructor(bytes: number = LIMITS.maxHeartbeatBytes) {
    this.#page = Buffer.allocUnsafe(bytes);
  }

  /** Empties it. */
  clear(): void {
    this.#at = 0;
  }

  get length(): number {
    return this.#at;
  }

  /** Copies what was written into those bytes, from `at` on. */
  copyTo(bytes: Buffer, at: number): void {
    this.#page.copy(bytes, at, 0, this.#at);
  }

  /** What was written, as text. */
  read(): string {
    return this.#page.toString('latin1', 0, this.#at);
  }

  /** Writes ready bytes. */
  put(bytes: Uint8Array): void {
    this.#page.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Writes text, of ASCII alone. */
  text(text: string): void {
    this.#at += this.#page.write(text, this.#at, 'latin1');
  }

  /** Writes a whole number that is not negative. */
  whole(value: number): void {
    if (value >= SMALL) {
      this.text(String(value));
      return;
    }
    let digits = 1;
    for (let bound = 10; value >= bound; bound *= 10) digits += 1;
    let left = value | 0;
    for (let at = this.#at + digits - 1; at >= this.#at; at -= 1) {
      const rest = (left / 10) | 0;
      this.#page[at] = ZERO + left - rest * 10;
      left = rest;
    }
    this.#at += digits;
  }

  /** Writes a number that is not negative with one digit after the point: no page shows more. */
  tenths(value: number): void {
    const all = Math.round(value * 10);
    const ones = Math.floor(all / 10);
    this.whole(ones);
    if (all === ones * 10) return;
    this.#page[this.#at] = POINT;
    this.#page[this.#at + 1] = ZERO + all - ones * 10;
    this.#at += 2;
  }
}
