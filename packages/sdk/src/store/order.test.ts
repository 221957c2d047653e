import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeOf } from './order.ts';

const hive = (hive_id: string) => ({ hive_id });

test('putting hives at their place one by one sorts them in the order of code units', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'B', '1', '-', '.', ':') })), (ids) => {
      const hives: { hive_id: string }[] = [];
      for (const id of ids) hives.splice(placeOf(hives, id), 0, hive(id));
      expect(hives.map((it) => it.hive_id)).toEqual([...ids].sort());
    }),
  );
});

test('a hive that is there is found at its place', () => {
  const hives = ['a', 'b', 'c'].map(hive);
  expect(hives.map((it) => placeOf(hives, it.hive_id))).toEqual([0, 1, 2]);
});
