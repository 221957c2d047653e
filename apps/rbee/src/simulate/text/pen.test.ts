import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inked, Pen } from './pen.ts';

const written = (write: (pen: Pen) => void): string => {
  const pen = new Pen(64);
  write(pen);
  return pen.read();
};

test('numbers are written as JSON has them', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.double({ min: 0, max: 1e8, noNaN: true }), (whole, value) => {
      expect(written((pen) => pen.whole(whole))).toBe(String(whole));
      expect(JSON.parse(written((pen) => pen.tenths(value)))).toBeCloseTo(Math.round(value * 10) / 10, 6);
    }),
  );
});

test('what is written next follows, and a cleared pen begins anew', () => {
  const pen = new Pen(64);
  pen.text('left over');
  pen.clear();
  pen.put(inked('{"a":'));
  pen.whole(10);
  pen.text('}');
  const bytes = Buffer.from('#'.repeat(10));
  pen.copyTo(bytes, 2);
  expect([pen.length, pen.read(), bytes.toString()]).toEqual([8, '{"a":10}', '##{"a":10}']);
});
