import { UNKNOWN_REASONS } from '@rbee/contract';
import { expect, test } from 'vitest';
import { ABSENT, isUnknown, isValue, reasonNumber, reasonOf, unknownCell } from './cells.ts';

test('every reason of the wire has a cell of its own, and later reasons become other', () => {
  const cells = UNKNOWN_REASONS.map(unknownCell);
  expect(new Set(cells).size).toBe(UNKNOWN_REASONS.length);
  expect(cells.map((cell) => reasonOf(reasonNumber(cell)))).toEqual([...UNKNOWN_REASONS]);
  expect(reasonOf(reasonNumber(unknownCell('of a later version')))).toBe('other');
});

test('absent, unknown and every value of the wire are told apart', () => {
  for (const value of [0, -40, 0.5, Number.MAX_SAFE_INTEGER]) {
    expect([isValue(value), isUnknown(value)]).toEqual([true, false]);
  }
  expect([isValue(ABSENT), isUnknown(ABSENT)]).toEqual([false, false]);
  expect([isValue(unknownCell('timeout')), isUnknown(unknownCell('timeout'))]).toEqual([false, true]);
});
