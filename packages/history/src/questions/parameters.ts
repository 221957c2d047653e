import { readTime, TIME_EXPECTED } from './read-time.ts';

/** A parsed query string: a text for each parameter, or a list of texts if it was repeated. */
export type RawQuery = Readonly<Record<string, unknown>>;

/** Reads the parameters of a question one by one, and keeps the first sentence about what is wrong. */
export class Parameters {
  readonly now: number;
  readonly #raw: RawQuery;
  #problem: string | null = null;

  /** `now` is milliseconds since the epoch, for times that are relative to it. */
  constructor(raw: RawQuery, now: number) {
    this.#raw = raw;
    this.now = now;
  }

  /** What is wrong with the first parameter that cannot be used; null if all of them can. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Notes what is wrong. */
  fail(problem: string): undefined {
    this.#problem ??= problem;
    return undefined;
  }

  /** The text of a parameter; undefined if it is not given. */
  text(name: string): string | undefined {
    const value = this.#raw[name];
    if (value === undefined || typeof value === 'string') return value;
    return this.fail(`${name} must be given once.`);
  }

  /** A parameter as `read` understands it; `expected` follows "must be". */
  read<T>(name: string, expected: string, read: (text: string) => T | undefined): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    return read(text) ?? this.fail(`${name} must be ${expected}.`);
  }

  /** A whole number within bounds, `standard` if it is not given. */
  whole(name: string, { most, standard }: { readonly most: number; readonly standard: number }): number {
    const read = (text: string) => {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
      return value >= 1 && value <= most ? value : undefined;
    };
    return this.read(name, `a whole number from 1 to ${most}`, read) ?? standard;
  }

  /** One of some words, the first one if it is not given. */
  oneOf<T extends string>(name: string, words: readonly [T, ...T[]]): T {
    const found = this.read(name, oneOfWords(words), (text) => words.find((word) => word === text));
    return found ?? words[0];
  }

  /** A time, milliseconds since the epoch; undefined if it is not given. */
  time(name: string): number | undefined {
    return this.read(name, TIME_EXPECTED, (text) => readTime(text, this.now));
  }

  /** The range `from` up to `to`. `to` is the present unless given; `from` is `standard`, and has to be given if that is undefined. */
  range(standard?: number): { readonly from: number; readonly to: number } {
    const to = this.time('to') ?? this.now;
    const given = this.time('from') ?? standard;
    if (given === undefined) this.fail(`from must be given: ${TIME_EXPECTED}.`);
    const from = given ?? this.now;
    if (from > this.now) this.fail('from must not be in the future.');
    else if (from >= to) this.fail('from must be before to.');
    return { from, to };
  }
}

const oneOfWords = (words: readonly string[]): string =>
  words.length === 1 ? `${words[0]}` : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
