import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineReader } from './line-reader.ts';

const linesOf = (parts: readonly string[], maxBytes = 100) => {
  const lines: string[] = [];
  const take = lineReader(maxBytes, (line) => lines.push(line));
  for (const part of parts) take(Buffer.from(part));
  return lines;
};

test('lines are the same however the bytes arrive', () => {
  const text = 'first\nsecond\n\nlast, cut\u00e9\nunfinished';
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const bytes = Buffer.from(text);
      const lines: string[] = [];
      const take = lineReader(100, (line) => lines.push(line));
      const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      for (const [at, end] of places.slice(1).entries()) take(bytes.subarray(places[at], end));
      expect(lines).toEqual(['first', 'second', '', 'last, cut\u00e9']);
    }),
  );
});

test('a line that is too long is left out, and the next one is read', () => {
  expect(linesOf(['x'.repeat(90), 'x'.repeat(90), '\nnext\n'])).toEqual(['next']);
  expect(linesOf([`${'x'.repeat(101)}\n${'y'.repeat(100)}\n`])).toEqual(['y'.repeat(100)]);
});
