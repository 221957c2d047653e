import { expect, test, vi } from 'vitest';
import { AccessUnavailable } from '../access-unavailable.ts';
import { argon2Of } from './argon2.ts';
import { BUSY, PASSWORD_COST, PasswordHasher } from './hasher.ts';
import { readPhc } from './phc.ts';
import { passwordFault } from './policy.ts';

vi.setConfig({ testTimeout: 60_000 });

const CHEAP = { memory: 8, passes: 1 };
const hasher = (cost = CHEAP) => new PasswordHasher(argon2Of(), cost);

test('a password is kept as argon2id with a salt of 16 bytes, and as another text each time', async () => {
  const [one, two] = await Promise.all([
    hasher(PASSWORD_COST).hash('a password'),
    hasher().hash('a password'),
  ]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
  expect(readPhc(one)?.salt).toHaveLength(16);
});

test('a password is compared by its own cost, in NFC', async () => {
  const kept = await hasher({ memory: 16, passes: 2 }).hash('zoe\u0308 and a horse');
  expect(await hasher().verify('zo\u00eb and a horse', kept)).toBe(true);
  expect(await hasher().verify('zoe and a horse', kept)).toBe(false);
  expect(await hasher().verify('zoe and a horse', 'damaged')).toBe(false);
  expect(await hasher().verify('anything', null)).toBe(false);
});

test('argon2id gives what another implementation gives', async () => {
  // The reference implementation's own test, https://github.com/P-H-C/phc-winner-argon2/blob/master/src/test.c.
  const hash = await argon2Of()('password', Buffer.from('somesalt'), { memory: 65_536, passes: 2 });
  expect(hash.toString('hex')).toBe('09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7');
});

test('passwords are hashed one at a time, and beyond 40 that wait none is taken, 32 of strangers', async () => {
  let running = 0;
  let most = 0;
  const gates: (() => void)[] = [];
  const one = new PasswordHasher(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => gates.push(resolve));
    running -= 1;
    return Buffer.alloc(32);
  }, CHEAP);
  const taken = [
    ...Array.from({ length: 40 }, () => one.verify('a password', null)),
    ...Array.from({ length: 4 }, () => one.verify('a password', null, true)),
    ...Array.from({ length: 8 }, () => one.hash('a password')),
  ];
  expect(taken.map((it) => (it === BUSY ? '-' : '+')).join('')).toBe(
    `${'+'.repeat(32)}${'-'.repeat(8)}${'+'.repeat(8)}${'-'.repeat(4)}`,
  );
  const all = Promise.all<boolean | string>(taken.filter((it) => it !== BUSY));
  while (gates.length < 40) {
    gates.at(-1)?.();
    await Promise.resolve();
  }
  gates.at(-1)?.();
  expect(await all).toHaveLength(40);
  expect(most).toBe(1);
  expect(one.hash('a password')).not.toBe(BUSY);
});

test('a Node without argon2 is said in one sentence', () => {
  expect(() => argon2Of({})).toThrow(AccessUnavailable);
  expect(() => argon2Of({})).toThrow(
    `needs Node 24.7 or newer for its passwords, and this is ${process.version}`,
  );
});

test.each([
  ['short', 'ada', 'A password has 12 to 256 characters'],
  ['x'.repeat(257), 'ada', 'A password has 12 to 256 characters'],
  ['Ada.Lovelace', 'ada.lovelace', 'is the name'],
  ['Password1234', 'ada', 'first that are tried'],
  ['abababababababab', 'ada', 'first that are tried'],
])('%s is refused', (password, name, fault) => {
  expect(passwordFault(password, name)).toContain(fault);
});

test('a sentence is taken', () => {
  expect(passwordFault('correct horse battery', 'ada')).toBeNull();
});
