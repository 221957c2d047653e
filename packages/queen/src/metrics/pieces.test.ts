import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inPieces } from './pieces.ts';

test('pieces have every text in order, and are at most one text longer than their bound', () => {
  const texts = fc.array(fc.string({ maxLength: 3_000 }), { maxLength: 100 });
  fc.assert(
    fc.property(texts, (all) => {
      const pieces = [...inPieces(all)];
      expect(pieces.join('')).toBe(all.join(''));
      for (const piece of pieces) expect(piece.length).toBeLessThan(8 * 1024 + 3_000);
    }),
  );
});

test('many empty texts are divided, too, so that nobody waits for all of them', () => {
  let taken = 0;
  function* empty() {
    for (; taken < 10_000; taken += 1) yield '';
  }
  const pieces = inPieces(empty());
  let most = 0;
  for (let before = 0, next = pieces.next(); !next.done; before = taken, next = pieces.next()) {
    most = Math.max(most, taken - before);
  }
  expect([taken, most < 200]).toEqual([10_000, true]);
});
