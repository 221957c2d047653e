import { createRequire } from 'node:module';

/** A regular expression that takes time in proportion to the text, whatever the text is. */
export interface LinearPattern {
  test(text: string): boolean;
}

type Engine = typeof import('re2js');

/** Loaded with the first pattern: it takes memory, and most hives have no pattern. */
let engine: Engine | undefined;
const load = (): Engine => {
  engine ??= createRequire(import.meta.url)('re2js') as Engine;
  return engine;
};

/** Instructions of a compiled pattern: each costs time for each character. `x{1000}` has 1003. */
const MAX_INSTRUCTIONS = 500;

/**
 * Compiles a regular expression for RE2, because V8's own engine can take exponential time for a text that a stranger
 * chose. The flags i, m and s count. Throws a RangeError with the reason, in lower case, for what RE2 does not support
 * (look-around and back-references), and for a pattern that is too large.
 */
export function linearPattern(pattern: RegExp): LinearPattern {
  const { RE2JS, RE2JSException } = load();
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    if (compiled.programSize() <= MAX_INSTRUCTIONS) return { test: (text) => compiled.test(text) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new RangeError('it is matched by RE2, which has no look-around and no back-references');
  }
  throw new RangeError('it is too large; write x* or x+ instead of a large count such as x{1000}');
}
