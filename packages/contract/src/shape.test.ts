import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flatten } from './shape.ts';

test('values with the same structure share one shape, at every depth', () => {
  const one = flatten({ a: 1, list: [{ b: 'x' }, { b: 'y' }] });
  const other = flatten({ a: null, list: [{ b: 2 }, { b: true }] });
  expect(other.shape).toBe(one.shape);
  expect(one.shape.children[1]?.children[0]).toBe(one.shape.children[1]?.children[1]);
  expect(other.leaves).toEqual([null, 2, true]);
});

test.each([[{ a: 1 }], [{ list: [1] }], [{ list: [] }], [{ list: { a: 1 } }], [null], [[1, 2]]])(
  'a wrong guess of the shape of %j gives the same result',
  (value) => {
    for (const guess of [{ list: [1, 2] }, { a: [], b: 1 }, { a: {} }, [], 5, { b: 1 }]) {
      const flat = flatten(value, flatten(guess));
      expect(flat).toEqual(flatten(value));
      expect(flat.shape.value(flat.leaves)).toEqual(value);
      expect(JSON.stringify(flat.shape.value(flat.leaves))).toBe(JSON.stringify(value));
    }
  },
);

test('fields that are undefined are left out, as in JSON', () => {
  const value = { a: undefined, b: { c: undefined }, d: 1 };
  expect(flatten(value).shape).toBe(flatten(JSON.parse(JSON.stringify(value))).shape);
});

test('text is escaped in the same way as by JSON.stringify', () => {
  for (const text of ['"', '\\', '\n', '\u0000', '\u007f', '\ud800', '\u2028', 'ä😀']) {
    expect(JSON.parse(JSON.stringify(flatten([text]).shape.value([text])))).toEqual([text]);
  }
});

test('a field named __proto__ is a field like any other', () => {
  const value = JSON.parse('{"__proto__":"x","b":1}');
  const { shape, leaves } = flatten(value);
  expect(JSON.stringify(shape.value(leaves))).toBe('{"__proto__":"x","b":1}');
  expect(JSON.stringify(shape.updated(value, ['y', 1], [0]))).toBe('{"__proto__":"y","b":1}');
});

test('an object with a field that looks like an index has no fixed order', () => {
  expect(flatten([{ a: { 1: 'x' } }]).shape.keepsOrder).toBe(false);
  expect(flatten([{ a: { b1: 'x' } }]).shape.keepsOrder).toBe(true);
});

test('a value is split alike with and without an earlier value of its shape', () => {
  const figures = fc.tuple(fc.constantFrom('a', 'b'), fc.integer(), fc.double({ noNaN: true }), fc.boolean());
  fc.assert(
    fc.property(figures, figures, (one, other) => {
      const [earlier, value] = [one, other].map(([name, count, load, ok]) => ({
        name,
        list: [{ count, load }],
        ok,
      }));
      expect(flatten(value, flatten(earlier))).toEqual(flatten(value));
    }),
  );
});
