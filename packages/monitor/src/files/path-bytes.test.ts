import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameFromBytes, readableName, systemPath } from './path-bytes.ts';

const bytesOf = (path: string) => Buffer.from(systemPath(path));

test('any bytes become a name and the same bytes again', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
      expect([...bytesOf(nameFromBytes(bytes))]).toEqual([...bytes]);
    }),
  );
});

test('valid UTF-8 is unchanged, with a replacement character of its own too', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(nameFromBytes(Buffer.from(text))).toBe(text);
    }),
  );
  expect(nameFromBytes(Buffer.from('a\uFFFDb'))).toBe('a\uFFFDb');
});

test.each([
  ['caf\\xe9', [0x63, 0x61, 0x66, 0xe9]],
  ['\\xff\uFFFDü', [0xff, 0xef, 0xbf, 0xbd, 0xc3, 0xbc]],
  ['\\xe2\\x82', [0xe2, 0x82]],
  ['\\xed\\xa0\\x80', [0xed, 0xa0, 0x80]],
])('bytes that are not UTF-8 are shown as %s', (shown, bytes) => {
  expect(readableName(nameFromBytes(Uint8Array.from(bytes)))).toBe(shown);
});

test.each(['a/\u{1F4C1}', '\u{1F480}', '\u{1F4C1}\u{10C80}é'])(
  'a character of two code units stays whole: %s',
  (path) => {
    expect(bytesOf(path).toString()).toBe(path);
    expect(readableName(path)).toBe(path);
  },
);
