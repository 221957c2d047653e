import type { Instant } from '../time/index.ts';
import type { Pattern } from './pattern.ts';
import type { Part } from './skeleton.ts';

/** A heartbeat that followed a pattern: its text, and the numbers in it. */
export class Reading {
  readonly pattern: Pattern;
  /** Which of the texts that followed the pattern it is. */
  readonly turn: number;
  readonly sampledAt: string;
  readonly instant: Instant;
  readonly #said: Buffer | string;
  #own: readonly number[] | undefined;

  constructor(pattern: Pattern, turn: number, bytes: Buffer, time: { at: string; instant: Instant }) {
    this.pattern = pattern;
    this.turn = turn;
    this.sampledAt = time.at;
    this.instant = time.instant;
    this.#said = keptOf(bytes);
  }

  /** By slot: a number's value; of anything else its offset in the text. */
  get figures(): readonly number[] {
    if (this.#own) return this.#own;
    const kept = this.pattern.figuresOf(this);
    if (kept) return kept;
    this.#own = this.pattern.figuresIn(this.bytes);
    return this.#own;
  }

  /** Its text as bytes, which are not to be written to. */
  get bytes(): Buffer {
    return typeof this.#said === 'string' ? Buffer.from(this.#said, 'latin1') : this.#said;
  }

  get text(): string {
    return typeof this.#said === 'string' ? this.#said : this.#said.toString('latin1');
  }

  /** The text of a part of it. */
  textOf({ from, to }: Part): string {
    const { figures } = this;
    const said = this.#said;
    return typeof said === 'string'
      ? said.slice(figures[from], figures[to])
      : said.toString('latin1', figures[from], figures[to]);
  }
}

/**
 * Bytes are kept as they came in, which the garbage collector need not move; but not where they are a small part of what was read
 * at once, which all of it would be kept for.
 */
const keptOf = (bytes: Buffer): Buffer | string =>
  bytes.buffer.byteLength <= 2 * bytes.length ? bytes : bytes.toString('latin1');
