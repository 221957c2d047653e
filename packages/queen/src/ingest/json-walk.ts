/** What a walk through a JSON text comes by, in the order of the text; places are offsets in it. */
export interface JsonVisitor {
  /** An object or a list begins or ends. One with nothing in it is a leaf instead. */
  opens(path: readonly string[], at: number): void;
  closes(path: readonly string[], at: number): void;
  leaf(path: readonly string[], start: number, end: number, isNumber: boolean): void;
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const SPACE = /[ \t]*/y;

/** Deeper than anything that the wire knows; a text may be nested as deep as it is long. */
const MAX_DEPTH = 32;

/** Names that an object does not keep in the order in which they were written (ECMA-262), or not as a field. */
const DISORDERLY = /^\d|^__proto__$/;

/**
 * Walks through a text that is known to be JSON (RFC 8259). False where it is not written as simply as programs do: on
 * several lines, with a field twice, with a name that is escaped or out of order, or deeper than any heartbeat.
 */
export function walkJson(text: string, visitor: JsonVisitor): boolean {
  let at = 0;
  const path: string[] = [];
  const take = (token: RegExp): string | null => {
    token.lastIndex = at;
    const found = token.exec(text)?.[0] ?? null;
    at += found?.length ?? 0;
    return found;
  };
  const takes = (char: string): boolean => {
    take(SPACE);
    if (text[at] !== char) return false;
    at += 1;
    return true;
  };
  const leaf = (token: RegExp, isNumber: boolean): boolean => {
    const start = at;
    if (take(token) === null) return false;
    visitor.leaf(path, start, at, isNumber);
    return true;
  };
  const branch = (last: string, item: (index: number) => boolean): boolean => {
    const start = at;
    at += 1;
    if (takes(last)) {
      visitor.leaf(path, start, at, false);
      return true;
    }
    visitor.opens(path, start);
    for (let index = 0; ; index += 1) {
      if (!item(index)) return false;
      if (takes(last)) break;
      if (!takes(',')) return false;
    }
    visitor.closes(path, at);
    return true;
  };
  const under = (name: string): boolean => {
    if (path.length === MAX_DEPTH) return false;
    path.push(name);
    const goesOn = value();
    path.pop();
    return goesOn;
  };
  const object = (): boolean => {
    const names = new Set<string>();
    return branch('}', () => {
      take(SPACE);
      const name = take(STRING)?.slice(1, -1);
      if (name === undefined || name.includes('\\') || DISORDERLY.test(name) || names.has(name)) return false;
      names.add(name);
      return takes(':') && under(name);
    });
  };
  const value = (): boolean => {
    take(SPACE);
    if (text[at] === '{') return object();
    if (text[at] === '[') return branch(']', (index) => under(String(index)));
    if (text[at] === '"') return leaf(STRING, false);
    return leaf(NUMBER, true) || leaf(WORD, false);
  };
  return value() && take(SPACE) !== null && at === text.length;
}
