const TOKEN = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*|\n\s*\n|[^\s\p{L}\p{N}]/gu;

/** Words, single punctuation marks and paragraph breaks (`\n\n`) of a text, in order. */
export const tokenize = (text: string): readonly string[] =>
  Array.from(text.matchAll(TOKEN), ([token]) => (token.startsWith('\n') ? '\n\n' : token));

const SPACE_BEFORE = /^[\p{L}\p{N}(]/u;

/** Tokens as running text; a leading space where the first one continues a sentence. */
export const render = (tokens: readonly string[]): string =>
  tokens
    .map((token, index) => (SPACE_BEFORE.test(token) && tokens[index - 1] !== '\n\n' ? ` ${token}` : token))
    .join('');
