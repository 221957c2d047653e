import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutText, visibleText } from './visible-text.ts';

const VISIBLE = [
  '',
  'llama-3.2-1b',
  'a b',
  'Überwachung',
  '模型 7B',
  'नमस्ते',
  'مرحبا',
  '😀',
  'e\u0301',
  '\ufffd',
];

test.each(VISIBLE)('[H9] keeps %j', (text) => {
  expect(visibleText(text)).toBe(text);
});

const UNSEEN = {
  'a lone high surrogate': '\ud83d',
  'a lone low surrogate': '\ude00',
  NUL: '\0',
  escape: '\x1b',
  newline: '\n',
  delete: '\x7f',
  'a C1 control': '\x9b',
  'a no-break space': '\u00a0',
  'an ideographic space': '\u3000',
  'a line separator': '\u2028',
  'a soft hyphen': '\u00ad',
  'a grapheme joiner': '\u034f',
  'an Arabic letter mark': '\u061c',
  'a Hangul filler': '\u3164',
  'a halfwidth Hangul filler': '\uffa0',
  'a vowel inherent': '\u17b4',
  'a zero-width space': '\u200b',
  'a zero-width joiner': '\u200d',
  'a right-to-left mark': '\u200f',
  'a right-to-left override': '\u202e',
  'an isolate': '\u2066',
  'a word joiner': '\u2060',
  'a byte order mark': '\ufeff',
  'a variation selector': '\ufe0f',
  'an interlinear anchor': '\ufff9',
  'a non-character': '\uffff',
  'a tag': '\u{e0041}',
  'the empty Braille pattern': '\u2800',
};

test.each(Object.entries(UNSEEN))('[H9] replaces %s', (_, character) => {
  expect(visibleText(`a${character}b${character}`)).toBe('a\ufffdb\ufffd');
});

test('[H9] the result is well-formed, not longer, and stays the same when it is replaced again', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff)), (codeUnits) => {
      const text = String.fromCharCode(...codeUnits);
      const shown = visibleText(text);
      expect(shown.isWellFormed()).toBe(true);
      expect(shown.length).toBeLessThanOrEqual(text.length);
      expect(visibleText(shown)).toBe(shown);
    }),
  );
});

test('[H9] a text is not cut within a character', () => {
  expect(cutText('ab😀', 3)).toBe('ab');
  expect(cutText('ab😀', 4)).toBe('ab😀');
  expect(cutText('abc', 2)).toBe('ab');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, chars) => {
      const cut = cutText(text, chars);
      expect(cut.isWellFormed() && cut.length <= chars && text.startsWith(cut)).toBe(true);
    }),
  );
});
