import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSheets } from './sheets.ts';

test('a sheet is as long as was asked for, and never in two hands', () => {
  const sheets = createSheets();
  const held: Buffer[] = [];
  const steps = fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 100_000 }), gives: fc.boolean() }));
  fc.assert(
    fc.property(steps, (all) => {
      for (const { bytes, gives } of all) {
        const sheet = sheets.take(bytes);
        expect(sheet).toHaveLength(bytes);
        expect(held.some(({ buffer }) => buffer === sheet.buffer)).toBe(false);
        held.push(sheet);
        const last = gives ? held.shift() : undefined;
        if (last) sheets.give(last);
      }
    }),
    { numRuns: 30 },
  );
});

test('what was given back is used again', () => {
  const sheets = createSheets();
  const { buffer } = sheets.take(700);
  sheets.give(Buffer.from(buffer, 0, 700));
  expect(sheets.take(1_000).buffer).toBe(buffer);
  expect(sheets.take(1_000).buffer).not.toBe(buffer);
});
