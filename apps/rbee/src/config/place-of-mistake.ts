const SPACE = /[ \t\n\r]*/y;
const STRING = String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"`;
const NUMBER = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?`;
const TOKEN = new RegExp(`[{}[\\],:]|true|false|null|${STRING}|${NUMBER}`, 'y');

/** The token that may come next; `first` is directly after an opening bracket, which may be closed again. */
type Next = 'value' | 'first value' | 'key' | 'first key' | ':' | 'end';

/** Line and column of the first JSON syntax error; quotes nothing of the text. */
export function placeOfMistake(text: string): string {
  const lines = text.slice(0, mistakeIn(text) ?? text.length).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}

/** Place of the first token that cannot be there (RFC 8259), the text's length where one is lacking; null if it is JSON. */
export function mistakeIn(text: string): number | null {
  const open: string[] = [];
  let next: Next | null = 'value';
  for (let at = 0; ; ) {
    at += match(SPACE, text, at).length;
    if (at === text.length && next === 'end' && open.length === 0) return null;
    const token = match(TOKEN, text, at);
    next = token === '' ? null : after(token, next, open);
    if (next === null) return at;
    at += token.length;
  }
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** What may follow a token; null if the token itself is not allowed. `open` is the stack of open brackets. */
function after(token: string, next: Next, open: string[]): Next | null {
  const within = open.at(-1);
  switch (token) {
    case '}':
    case ']': {
      const closes = token === '}' ? '{' : '[';
      const canClose = next === 'end' || next === (token === '}' ? 'first key' : 'first value');
      return canClose && open.length > 0 && open.pop() === closes ? 'end' : null;
    }
    case ',':
      return next === 'end' && within ? (within === '{' ? 'key' : 'value') : null;
    case ':':
      return next === ':' ? 'value' : null;
  }
  if (next === 'key' || next === 'first key') return token.startsWith('"') ? ':' : null;
  if (next !== 'value' && next !== 'first value') return null;
  if (token !== '{' && token !== '[') return 'end';
  open.push(token);
  return token === '{' ? 'first key' : 'first value';
}
