import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowsIn } from './row-window.ts';

const sightAt = (top: number) => ({ top, height: 600, width: 1_000 });

test('what is in sight exists, and what is above and below it is a gap', () => {
  const rows = rowsIn(sightAt(36_000), 36, 8_000, -1);
  expect(rows[0]).toEqual({ kind: 'gap', before: 992, rows: 992 });
  expect(rows.at(-1)).toMatchObject({ kind: 'gap', before: 8_000 });
  expect(rows.length).toBeLessThan(45);
});

test('the row with the focus exists wherever the sight is', () => {
  for (const stop of [0, 4_000, 7_999]) {
    expect(rowsIn(sightAt(36_000), 36, 8_000, stop)).toContainEqual({ kind: 'row', index: stop });
  }
});

test('rows and gaps together are all rows in their order', () => {
  const sizes = fc.record({
    top: fc.nat(400_000),
    count: fc.nat(9_000),
    stop: fc.integer({ min: -1, max: 9_500 }),
  });
  fc.assert(
    fc.property(sizes, ({ top, count, stop }) => {
      let next = 0;
      for (const it of rowsIn(sightAt(top), 36, count, stop)) {
        if (it.kind === 'gap') {
          expect(it.rows).toBeGreaterThan(0);
          next += it.rows;
          expect(it.before).toBe(next);
        } else {
          expect(it.index).toBe(next);
          next += 1;
        }
      }
      expect(next).toBe(count);
    }),
  );
});
