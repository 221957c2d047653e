import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventId, eventNumber } from './event-id.ts';

test('[S5] an id gives its number back, to its own run only', () => {
  fc.assert(
    fc.property(fc.nat(), (number) => {
      expect(eventNumber('aa', eventId('aa', number))).toBe(number);
      expect(eventNumber('bb', eventId('aa', number))).toBeNull();
    }),
  );
});

test.each(['', 'aa', 'aa-', 'aa--1', 'aa-1x', 'aa-1e3', 'aa-9999999999999999', '1'])(
  '%j is no id',
  (text) => {
    expect(eventNumber('aa', text)).toBeNull();
  },
);
