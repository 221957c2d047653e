import { expect, test } from 'vitest';
import { addressGroup } from './address-group.ts';
import { type Attempt, Attempts, type Trial } from './attempts.ts';

/** A clock, and attempts that are made at once if they may be. */
function attempting() {
  let now = 0;
  const attempts = new Attempts(() => now);
  const at = (ms: number) => {
    now = ms;
  };
  const start = (trial: Partial<Trial> = {}): Attempt | number =>
    attempts.start({ kind: 'sign_in', address: '192.0.2.1', ...trial });
  /** Seconds to wait; 0 if it was made, and failed. */
  const wait = (trial: Partial<Trial> = {}): number => {
    const attempt = start(trial);
    return typeof attempt === 'number' ? attempt : 0;
  };
  const succeed = (trial: Partial<Trial> = {}): void => {
    const attempt = start(trial);
    if (typeof attempt === 'number') throw new Error(`too early by ${attempt} s`);
    attempt.succeed();
  };
  return { at, start, wait, succeed };
}

test('[A8] after 5 failures each attempt waits, 1 s at first and twice as long each time, up to 10 min', () => {
  const { at, wait } = attempting();
  expect(Array.from({ length: 5 }, () => wait())).toEqual([0, 0, 0, 0, 0]);
  let now = 0;
  const waits = Array.from({ length: 13 }, () => {
    const seconds = wait();
    now += seconds * 1000;
    at(now - 1);
    expect(wait()).toBe(1);
    at(now);
    expect(wait()).toBe(0);
    return seconds;
  });
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600]);
  at(now + 24 * 3_600_000);
  expect(wait()).toBe(0);
  expect(wait()).toBe(0);
});

test('[A8] attempts count by /64 of IPv6, by IPv4 address, and each kind by itself', () => {
  const { wait } = attempting();
  for (let index = 0; index < 5; index += 1) wait({ address: `2001:db8:0:1::${index}` });
  expect(wait({ address: '2001:db8:0:1:ffff::9' })).toBe(1);
  expect(wait({ address: '2001:db8:0:2::1' })).toBe(0);
  expect(wait({ address: '2001:db8:0:1::1', kind: 'join' })).toBe(0);
  for (let index = 0; index < 5; index += 1) wait({ address: '::ffff:192.0.2.9' });
  expect(wait({ address: '192.0.2.9' })).toBe(1);
  expect(wait({ address: '192.0.2.8' })).toBe(0);
});

test('many attempts at once are not looked at together', () => {
  const { start } = attempting();
  expect(Array.from({ length: 100 }, () => start()).filter((it) => typeof it !== 'number')).toHaveLength(5);
});

test('a success forgets the failures of its name, not those of others', () => {
  const { wait, succeed, at } = attempting();
  for (let index = 0; index < 4; index += 1) wait({ name: 'ada' });
  succeed({ name: 'ada' });
  expect(Array.from({ length: 5 }, () => wait({ name: 'ada' }))).toEqual([0, 0, 0, 0, 0]);
  at(1_000);
  succeed({ name: 'eve' });
  expect(wait({ name: 'ada' })).toBe(0);
  expect(wait({ name: 'ada' })).toBe(2);
});

test('a success without a name, as with a passkey, forgets no failures of names', () => {
  const { wait, succeed, at } = attempting();
  for (const name of ['ada', 'bob', 'cy', 'dan', 'eve']) wait({ name });
  at(1_000);
  succeed();
  expect(wait({ name: 'ada' })).toBe(0);
  expect(wait({ name: 'bob' })).toBe(2);
});

test('an attempt that was given up does not count', () => {
  const { start, wait } = attempting();
  for (let index = 0; index < 50; index += 1) {
    const attempt = start({ name: 'ada' });
    if (typeof attempt === 'number') throw new Error('too early');
    attempt.undo();
  }
  expect(wait({ name: 'ada' })).toBe(0);
});

test('a name that many addresses try waits up to a minute, but not where the account was used before', () => {
  const { wait, at } = attempting();
  let tried = 0;
  for (let second = 0; second < 3_600; second += 1) {
    at(second * 1000);
    if (wait({ name: 'ada', address: `192.0.${second % 250}.${second / 250}` }) === 0) tried += 1;
  }
  expect(tried).toBeGreaterThan(60);
  expect(tried).toBeLessThan(75);
  expect(wait({ name: 'ada', address: '198.51.100.1' })).toBeGreaterThan(0);
  expect(wait({ name: 'ada', address: '198.51.100.1', isKnownAddress: true })).toBe(0);
});

test('addresses beyond 10000 push out the one whose last attempt is longest ago', () => {
  const { wait } = attempting();
  const addresses = Array.from(
    { length: 10_001 },
    (_, it) => `10.${it >> 16}.${(it >> 8) & 255}.${it & 255}`,
  );
  for (let index = 0; index < 5; index += 1) wait({ address: '192.0.2.1' });
  for (const address of addresses.slice(0, 9_999)) wait({ address });
  expect(wait()).toBe(1);
  for (const address of addresses) wait({ address });
  expect(wait()).toBe(0);
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::ffff:c000:201', '192.0.2.1'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:DB8:a:b:c:d:e:f', '2001:db8:a:b::/64'],
  ['2001:db8:a:b::', '2001:db8:a:b::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  ['', ''],
  ['x'.repeat(200), 'x'.repeat(64)],
])('%s belongs to %s', (address, group) => {
  expect(addressGroup(address)).toBe(group);
});
