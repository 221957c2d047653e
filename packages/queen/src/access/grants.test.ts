import type { Principal } from '@rbee/access';
import type { Scope } from '@rbee/contract';
import { expect, test } from 'vitest';
import { Grants } from './grants.ts';

function someGrants() {
  const known = new Map<string, Principal>();
  let ended: (key: string) => void = () => {};
  const looked: string[] = [];
  const grants = new Grants({
    principal: (key) => {
      looked.push(key);
      return known.get(key);
    },
    onEnded: (listener) => {
      ended = listener;
    },
  });
  const over: string[] = [];
  const hold = (key: string) =>
    grants.hold({ key, need: 'stream', address: '192.0.2.1', end: () => over.push(key) });
  const reader = (key: string, scope: Scope = 'stream'): Principal => ({
    kind: 'program',
    key,
    name: key,
    tokenId: key,
    scopes: new Set([scope]),
  });
  return { grants, known, looked, over, hold, reader, end: (key: string) => ended(key) };
}

test('[A7] all that a principal has open ends with it, once', () => {
  const { known, over, hold, reader, end } = someGrants();
  for (const key of ['a', 'b']) known.set(key, reader(key));
  const releases = [hold('a'), hold('a'), hold('b'), hold('a')];
  releases[3]?.();
  end('a');
  end('a');
  end('unknown');
  expect(over).toEqual(['a', 'a']);
});

test('[A7] what opens after its principal ended is ended at once', () => {
  const { over, hold } = someGrants();
  hold('a')();
  expect(over).toEqual(['a']);
});

test('[A7] sixteen calls look at everything that is open, whatever comes and goes meanwhile', () => {
  const { grants, known, looked, over, hold, reader } = someGrants();
  const keys = Array.from({ length: 100 }, (_, n) => `key ${n}`);
  for (const key of keys) {
    known.set(key, reader(key));
    hold(key);
  }
  known.delete('key 7');
  known.set('key 50', reader('key 50', 'read'));
  looked.length = 0;
  for (let calls = 0; calls < 17; calls += 1) grants.tend();
  expect(new Set(looked).size).toBe(100);
  expect(looked.length).toBeLessThan(130);
  expect(over).toEqual(['key 7', 'key 50']);
});

test('[A3] what the old token of a hive opened ends at the second look after its next one was used', () => {
  const { grants, known, over } = someGrants();
  const hive = (generation: string): Principal => ({
    ...{ kind: 'hive', key: 'hive:a', hiveId: 'a', rotate: false },
    generation,
  });
  const open = (generation: string) => {
    known.set('hive:a', hive(generation));
    const end = () => over.push(generation);
    grants.hold({ key: 'hive:a', generation, need: 'heartbeat', address: '192.0.2.1', end });
  };
  const look = () => {
    for (let calls = 0; calls < 3; calls += 1) grants.tend();
  };
  open('old');
  look();
  open('next');
  look();
  expect(over).toEqual([]);
  look();
  look();
  expect(over).toEqual(['old']);
});
