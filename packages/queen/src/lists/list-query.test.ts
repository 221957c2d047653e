import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cursorOf, parseListQuery, readCursor } from './list-query.ts';

test('[Q] without parameters the query is the first 100 items without a filter', () => {
  expect(parseListQuery({})).toEqual({
    ok: true,
    query: {
      ...{ hives: new Set(), groups: new Set(), models: new Set() },
      ...{ available: null, freeVramMb: null, freeSlots: null, loaded: false, limit: 100, after: null },
    },
  });
});

test('[Q] filters are repeatable, and unknown parameters are ignored', () => {
  expect(
    parseListQuery({ hive: ['a', 'b'], group: 'llm', model: 'm', limit: '1000', other: '1' }),
  ).toMatchObject({
    query: { hives: new Set(['a', 'b']), groups: new Set(['llm']), models: new Set(['m']), limit: 1000 },
  });
});

test.each([
  ['limit', '0'],
  ['limit', '1001'],
  ['limit', '-1'],
  ['limit', '1.5'],
  ['limit', ''],
  ['limit', ['1', '2']],
  ['available', 'yes'],
  ['available', ['true', 'false']],
  ['free_slots', '-1'],
  ['loaded', '1'],
  ['free_vram_mb', '-1'],
  ['free_vram_mb', '1.5'],
  ['cursor', ''],
  ['cursor', '%%'],
  ['cursor', 'YQ=='],
  ['cursor', ['YQ', 'YQ']],
])('[H5] an invalid %s is refused: %j', (name, value) => {
  expect(parseListQuery({ [name]: value })).toMatchObject({
    ok: false,
    refusal: { code: 'bad_request', detail: expect.stringMatching(new RegExp(`^${name} must be .+\\.$`)) },
  });
});

test('readCursor returns the id given to cursorOf', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (id) => {
      expect(readCursor(cursorOf(id))).toBe(id);
    }),
  );
});
