import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Scanner } from './scanner.ts';

test('finds each needle once, wherever the pieces are cut', () => {
  const text = '{"seq":1234567890,"a":"seq"}\n{"seq":1234567891}\n{"seq":12';
  fc.assert(
    fc.property(fc.array(fc.nat({ max: text.length })), (cuts) => {
      const found: string[] = [];
      const scanner = new Scanner('"seq":', 10, (bytes, at) =>
        found.push(bytes.toString('latin1', at + 6, at + 16)),
      );
      const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      for (const [n, end] of at.entries()) scanner.feed(Buffer.from(text.slice(at[n - 1] ?? 0, end)));
      expect(found).toEqual(['1234567890', '1234567891']);
    }),
  );
});
