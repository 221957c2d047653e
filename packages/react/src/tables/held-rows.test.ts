import { expect, test } from 'vitest';
import { HeldRows } from './held-rows.ts';

interface Row {
  readonly id: string;
  readonly at: number;
}
const rowsOf = (...rows: readonly (readonly [string, number])[]): Row[] =>
  rows.map(([id, at]) => ({ id, at }));
const byAt = (rows: readonly Row[]) => [...rows].sort((a, b) => a.at - b.at);
const ids = (rows: readonly Row[]) => rows.map(({ id }) => id).join('');

test('rows are sorted anew with every picture, but not while their order is held', () => {
  const held = new HeldRows<Row>(({ id }) => id);
  expect(ids(held.of(rowsOf(['a', 1], ['b', 2], ['c', 3]), 'at', false, byAt))).toBe('abc');
  expect(ids(held.of(rowsOf(['a', 9], ['b', 2], ['c', 3]), 'at', true, byAt))).toBe('abc');
  expect(held.of(rowsOf(['a', 8], ['b', 2], ['c', 3]), 'at', true, byAt)[0]).toEqual({ id: 'a', at: 8 });
  expect(ids(held.of(rowsOf(['a', 8], ['d', 0], ['c', 3]), 'at', true, byAt))).toBe('acd');
  expect(ids(held.of(rowsOf(['a', 8], ['d', 0], ['c', 3]), 'at', false, byAt))).toBe('dca');
});

test('another order is taken over at once, also while it is held', () => {
  const held = new HeldRows<Row>(({ id }) => id);
  const rows = rowsOf(['a', 1], ['b', 2]);
  held.of(rows, 'at', true, byAt);
  expect(ids(held.of(rows, '-at', true, (all) => byAt(all).reverse()))).toBe('ba');
});

test('the same question is not sorted twice', () => {
  const held = new HeldRows<Row>(({ id }) => id);
  const rows = rowsOf(['a', 1], ['b', 2]);
  expect(held.of(rows, 'at', false, byAt)).toBe(held.of(rows, 'at', false, byAt));
});
