/**
 * Paths whose bytes are not UTF-8. A path is a string here; each byte that does not belong to valid UTF-8 is one lone
 * surrogate U+DC80..U+DCFF, as in Python (PEP 383), so that the path can be turned back into its bytes.
 */
const FIRST_SURROGATE = 0xdc00;
/** With the flag u it does not match half of a character that has two code units, such as an emoji. */
const ESCAPED_BYTE = /([\uDC80-\uDCFF])/u;
const ESCAPED_BYTES = new RegExp(ESCAPED_BYTE, 'gu');

/** The name as a path component, from its bytes. */
export function nameFromBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8');
  if (!text.includes('\uFFFD')) return text;
  let name = '';
  for (let at = 0; at < bytes.length; ) {
    const character = characterAt(bytes, at);
    name += character ?? String.fromCharCode(FIRST_SURROGATE + (bytes[at] ?? 0));
    at += character === null ? 1 : Buffer.byteLength(character);
  }
  return name;
}

/** The path for a call of `node:fs`: the same string, or its bytes if it contains bytes that are not UTF-8. */
export function systemPath(path: string): string | Buffer {
  if (!ESCAPED_BYTE.test(path)) return path;
  const parts = path.split(ESCAPED_BYTE).map((part) => {
    const code = part.length === 1 ? part.charCodeAt(0) - FIRST_SURROGATE : 0;
    return code >= 0x80 && code <= 0xff ? Buffer.from([code]) : Buffer.from(part);
  });
  return Buffer.concat(parts);
}

/** The name for people: each byte that is not UTF-8 as `\xff`. */
export const readableName = (name: string): string =>
  name.replace(ESCAPED_BYTES, (it) => `\\x${(it.charCodeAt(0) - FIRST_SURROGATE).toString(16)}`);

/** The UTF-8 character at a position; null if the bytes there are not UTF-8. */
function characterAt(bytes: Uint8Array, at: number): string | null {
  const first = bytes[at] ?? 0;
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const text = Buffer.from(bytes.subarray(at, at + length)).toString('utf8');
  return [...text].length === 1 && text !== '\uFFFD' ? text : isReplacement(bytes, at) ? '\uFFFD' : null;
}

/** True if the bytes are U+FFFD itself. */
const isReplacement = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd;
