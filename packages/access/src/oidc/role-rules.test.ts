import { expect, test } from 'vitest';
import { claimValues, roleBy } from './role-rules.ts';

const rules = { map: { staff: 'viewer', ops: 'operator', root: 'admin' }, byDefault: null } as const;

test('[A5] the role is the highest of all values', () => {
  expect(roleBy(rules, ['ops', 'staff'])).toBe('operator');
  expect(roleBy(rules, ['root', 'ops'])).toBe('admin');
});

test('[A5] without a known value the default counts, and no default is no role', () => {
  expect(roleBy(rules, ['guests'])).toBeNull();
  expect(roleBy({ ...rules, byDefault: 'viewer' }, [])).toBe('viewer');
  expect(roleBy(rules, ['constructor', 'toString', '__proto__'])).toBeNull();
});

test.each([
  [{ groups: ['a', 'b'] }, 'groups', ['a', 'b']],
  [{ role: 'a' }, 'role', ['a']],
  [{ realm_access: { roles: ['a'] } }, 'realm_access.roles', ['a']],
  [{ 'https://x.example/groups': ['a'] }, 'https://x.example/groups', ['a']],
  [{ 'a.b': ['direct'], a: { b: ['nested'] } }, 'a.b', ['direct']],
  [{ groups: ['a', 5, null, { b: 1 }] }, 'groups', ['a']],
  [{ groups: { a: true } }, 'groups', []],
  [{}, 'groups', []],
  [{}, 'constructor.name', []],
])('claimValues: %j, %s', (claims, claim, values) => {
  expect(claimValues(claims, claim)).toEqual(values);
});

test('[A5] values beyond 10,000 are not looked at', () => {
  const groups = [...Array.from({ length: 10_000 }, (_, number) => `group-${number}`), 'root'];
  expect(roleBy(rules, claimValues({ groups }, 'groups'))).toBeNull();
});
