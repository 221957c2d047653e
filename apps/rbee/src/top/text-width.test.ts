import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut, fit, textWidth, wrapped } from './text-width.ts';

test.each([
  ['llama', 5],
  ['模型', 4],
  ['e\u0301', 1],
  ['😀', 2],
  ['हिन्दी', 5],
  ['\u1112\u1161\u11ab', 2],
])('%j takes %i columns', (text, columns) => {
  expect(textWidth(text)).toBe(columns);
});

test('a text that is too wide is cut between characters and marked', () => {
  expect(cut('llama-3.2', 6)).toBe('llama~');
  expect(cut('模型模型', 6)).toBe('模型~');
  expect(fit('模型模型', 6)).toBe('模型~ ');
  expect(fit('7', 3, 'right')).toBe('  7');
});

test('[H9] what acts on a terminal is replaced', () => {
  expect(cut('a\x1b[31mb\nc\u202ed\x9b2J', 40)).toBe('a\ufffd[31mb\ufffdc\ufffdd\ufffd2J');
});

test('a text fitted into a width has exactly that width, whatever it is', () => {
  const texts = fc.oneof(
    fc.array(fc.nat(0x24ff), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
    fc.array(fc.constantFrom('a', '模', 'e', '\u0301', '\u1161', '😀', '\u202e')).map((it) => it.join('')),
  );
  fc.assert(
    fc.property(texts, fc.nat(30), (text, width) => {
      const fitted = fit(text, width);
      expect(textWidth(fitted)).toBe(width);
      expect(fitted).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }),
  );
});

test('a text is wrapped at spaces', () => {
  expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrapped('incomprehensible', 7)).toEqual(['incomp~']);
});
