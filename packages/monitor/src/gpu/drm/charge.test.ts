import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chargedProcess } from './charge.ts';

const process = (pid: number, parentPid: number, startTicks = pid) => ({
  pid,
  parentPid,
  startTicks,
  key: `${pid}`,
});

test('a file that a child inherited is charged to its parent', () => {
  expect(chargedProcess([process(101, 100), process(100, 1), process(102, 101)])?.pid).toBe(100);
});

test('a file that came over a socket is charged to the younger process', () => {
  expect(chargedProcess([process(700, 1), process(2400, 2300)])?.pid).toBe(2400);
  expect(chargedProcess([process(2400, 2300, 10), process(700, 1, 99)])?.pid).toBe(700);
});

test('the charge does not depend on the order, and processes that are parents of each other do not end it', () => {
  const some = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 9 })), {
    selector: ([pid]) => pid,
    minLength: 1,
  });
  fc.assert(
    fc.property(some, (pairs) => {
      const sharers = pairs.map(([pid, parent]) => process(pid, parent));
      const charged = chargedProcess(sharers);
      expect(sharers).toContain(charged);
      expect(chargedProcess(sharers.toReversed())).toBe(charged);
    }),
  );
  expect(chargedProcess([])).toBeUndefined();
});
