import type { Instant } from '../time.ts';
import type { Pattern } from './pattern.ts';

/** A heartbeat that followed a pattern: its text, and the numbers in it. */
export class Reading {
  readonly pattern: Pattern;
  /** Which of the texts that followed the pattern it is. */
  readonly turn: number;
  readonly sampledAt: string;
  readonly instant: Instant;
  #said: Buffer | string;
  #own: readonly number[] | undefined;

  constructor(pattern: Pattern, turn: number, bytes: Buffer, time: { at: string; instant: Instant }) {
    this.pattern = pattern;
    this.turn = turn;
    this.sampledAt = time.at;
    this.instant = time.instant;
    this.#said = bytes;
  }

  /** By slot: a number's value; of anything else its offset in the text. */
  get figures(): readonly number[] {
    if (this.#own) return this.#own;
    const kept = this.pattern.figuresOf(this);
    if (kept) return kept;
    this.#own = this.pattern.figuresIn(this.bytes);
    return this.#own;
  }

  /** Its text, as bytes where there are any; they are not to be written to. */
  get said(): Buffer | string {
    return this.#said;
  }

  /**
   * To be kept for long from now on. Bytes stay as they came in, which the garbage collector need not move; but not where they
   * are a small part of what was read at once, which all of it would be kept for.
   */
  settle(): void {
    const said = this.#said;
    if (typeof said !== 'string' && said.buffer.byteLength > 2 * said.length) this.#said = this.text;
  }

  /** Its text as bytes, which are not to be written to. */
  get bytes(): Buffer {
    return typeof this.#said === 'string' ? Buffer.from(this.#said, 'latin1') : this.#said;
  }

  get text(): string {
    return typeof this.#said === 'string' ? this.#said : this.#said.toString('latin1');
  }
}
