import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Shares } from './shares.ts';

const half = (limit: number) => new Shares({ limit, addressShare: 0.5 });

test('one address takes at most its part, and another still finds room', () => {
  const shares = half(100);
  const taken = Array.from({ length: 100 }, () => shares.take('a'));
  expect([taken.filter((full) => full === null).length, taken.at(-1)]).toEqual([50, 'address']);
  expect(shares.take('b')).toBeNull();
  expect(shares.total).toBe(51);
});

test('the last place of all is refused to everybody', () => {
  const shares = new Shares({ limit: 5, addressShare: 1 });
  expect(Array.from('aabbcc', (address) => shares.take(address))).toEqual([...Array(5).fill(null), 'all']);
  shares.release('a');
  expect([shares.take('c'), shares.heldBy('a'), shares.heldBy('c')]).toEqual([null, 1, 2]);
});

test('an address always gets a few, so that a small limit serves it alone', () => {
  const shares = half(3);
  expect(Array.from('aaaa', (address) => shares.take(address))).toEqual([null, null, null, 'all']);
});

test('however greedy some addresses are, one that holds nothing finds room', () => {
  const greedy = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 500 });
  fc.assert(
    fc.property(greedy, (addresses) => {
      const shares = half(120);
      for (const address of addresses) shares.take(`greedy ${address}`);
      expect(shares.take('modest')).toBeNull();
    }),
  );
});
