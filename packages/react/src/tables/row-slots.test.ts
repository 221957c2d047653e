import { expect, test } from 'vitest';
import { RowSlots } from './row-slots.ts';

test('a row keeps its element while it is in sight, and one that comes takes that of one that goes', () => {
  const slots = new RowSlots();
  expect([...slots.of(['a', 'b', 'c'])]).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 2],
  ]);
  expect(slots.of(['d', 'c', 'a'])).toEqual(
    new Map([
      ['d', 1],
      ['c', 2],
      ['a', 0],
    ]),
  );
});

test('more rows have more elements, and fewer leave the last ones free', () => {
  const slots = new RowSlots();
  slots.of(['a', 'b']);
  expect([...slots.of(['a', 'b', 'c', 'd']).values()]).toEqual([0, 1, 2, 3]);
  expect([...slots.of(['d']).values()]).toEqual([3]);
  expect([...slots.of(['d', 'e']).values()].toSorted()).toEqual([0, 3]);
});
