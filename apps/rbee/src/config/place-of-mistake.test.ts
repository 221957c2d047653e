import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mistakeIn, placeOfMistake } from './place-of-mistake.ts';

test.each([
  ['{"queen": \n}', 'line 2, column 1'],
  ['{"queue_url":"http://u:p@h", "x":SECRET}', 'line 1, column 34'],
  ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3'],
  ['{"a": [1, 2}', 'line 1, column 12'],
  ['{"a": 1,}', 'line 1, column 9'],
  ['{"a": "not ended', 'line 1, column 7'],
  ['{"a": 1} more', 'line 1, column 10'],
  ['', 'line 1, column 1'],
  ['{"a": 1', 'line 1, column 8'],
])('%j goes wrong at %s', (text, place) => {
  expect(placeOfMistake(text)).toBe(place);
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test('there is a mistake in exactly what JSON.parse() refuses', () => {
  const pieces = fc.array(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\n"',
      '-1.5e3',
      '01',
      'true',
      'nul',
      ' ',
      '\n',
      '\u2028',
    ),
    { maxLength: 12 },
  );
  const cut = fc.tuple(fc.json(), fc.nat(40)).map(([text, length]) => text.slice(0, length));
  const text = fc.oneof(
    fc.json(),
    cut,
    fc.string(),
    pieces.map((it) => it.join('')),
  );
  fc.assert(
    fc.property(text, (it) => {
      expect(mistakeIn(it) === null).toBe(isJson(it));
    }),
    { numRuns: 2_000 },
  );
});
