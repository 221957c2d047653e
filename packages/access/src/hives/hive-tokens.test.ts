import { expect, test, vi } from 'vitest';
import type { OpenedAccess } from '../open-access.ts';
import type { HivePrincipal } from '../principal.ts';
import { anAccess, codeOf, from, OPERATOR, TestClock, unwrap } from '../testing/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const inviteOf = (access: OpenedAccess, body: Parameters<OpenedAccess['hives']['invite']>[0] = {}) =>
  unwrap(access.hives.invite(body, OPERATOR));
const joinWith = (access: OpenedAccess, code: string, hive_id: string) =>
  access.hives.join({ code, hive_id }, from());
const aHive = (access: OpenedAccess, id: string): string =>
  unwrap(joinWith(access, inviteOf(access).code, id)).token;
const hiveOf = (access: OpenedAccess, bearer: string): HivePrincipal | string => {
  const found = access.identify({ bearer }, '192.0.2.7');
  if (!found.ok) return found.fault;
  return found.principal.kind === 'hive' ? found.principal : found.principal.kind;
};

test('[A3] an invite is used up by its last use, and of two hives one wins', async () => {
  const access = await anAccess();
  const { code } = inviteOf(access, { uses: 2 });
  expect(['a', 'b', 'c'].map((id) => codeOf(joinWith(access, code, id)))).toEqual([
    'ok',
    'ok',
    'join_refused',
  ]);
  expect(access.hives.invites()).toEqual([]);
  expect(access.hives.list().items.map((it) => it.hive_id)).toEqual(['a', 'b']);
  await access.close();
});

test('[A3] an invite that is unknown, expired, revoked or for another hive is refused', async () => {
  const clock = new TestClock();
  const access = await anAccess({ clock });
  const expired = inviteOf(access, { expires_in_s: 60 });
  clock.pass(60_000);
  const revoked = inviteOf(access);
  unwrap(access.hives.revokeInvite(revoked.invite.invite_id, OPERATOR));
  const other = inviteOf(access, { hive_id: 'b' });
  const codes = ['unknown', expired.code, revoked.code, other.code];
  expect(codes.map((it) => codeOf(joinWith(access, it, 'a')))).toEqual(Array(4).fill('join_refused'));
  expect(access.audit.page({ limit: 4 }).items.map((it) => it.result)).toEqual([
    'another hive',
    'revoked',
    'expired',
    'unknown',
  ]);
  expect(codeOf(joinWith(access, other.code, 'b'))).toBe('ok');
  await access.close();
});

test('[A3] only an invite for a hive id replaces its token', async () => {
  const access = await anAccess();
  const ended: string[] = [];
  access.onEnded((key) => ended.push(key));
  const token = aHive(access, 'a');
  const { code } = inviteOf(access);
  expect(codeOf(joinWith(access, code, 'a'))).toBe('hive_id_taken');
  expect(hiveOf(access, token)).toMatchObject({ kind: 'hive', key: 'hive:a', hiveId: 'a', rotate: false });
  const next = unwrap(joinWith(access, inviteOf(access, { hive_id: 'a' }).code, 'a')).token;
  expect(ended).toEqual(['hive:a']);
  expect([hiveOf(access, token), hiveOf(access, next)]).toMatchObject(['unknown', { hiveId: 'a' }]);
  expect(codeOf(joinWith(access, code, 'b'))).toBe('ok');
  await access.close();
});

test('[A3] a token that is revoked is refused, and the hive can join again', async () => {
  const access = await anAccess();
  const ended: string[] = [];
  access.onEnded((key) => ended.push(key));
  const token = aHive(access, 'a');
  unwrap(access.hives.revoke('a', OPERATOR));
  expect(ended).toEqual(['hive:a']);
  expect(hiveOf(access, token)).toBe('revoked');
  expect(access.principal('hive:a', '')).toBeUndefined();
  expect(access.hives.list().items[0]?.revoked_at).toBe('2026-11-20T00:00:00.000Z');
  expect(codeOf(access.hives.revoke('a', OPERATOR))).toBe('entry_not_found');
  expect(hiveOf(access, aHive(access, 'a'))).toMatchObject({ hiveId: 'a' });
  await access.close();
});

test('[A3] both tokens are valid until the next one was used', async () => {
  const clock = new TestClock();
  const access = await anAccess({ clock });
  const token = aHive(access, 'a');
  unwrap(access.hives.askRotation('a', OPERATOR));
  const hive = hiveOf(access, token);
  if (typeof hive === 'string') throw new Error(hive);
  expect(hive.rotate).toBe(true);
  const unused = unwrap(access.hives.rotate(hive, from())).token;
  expect(codeOf(access.hives.rotate(hive, from()))).toBe('too_many_attempts');
  clock.pass(10_000);
  const next = unwrap(access.hives.rotate(hive, from())).token;
  expect(hiveOf(access, unused)).toBe('unknown');
  expect(hiveOf(access, token)).toMatchObject({ rotate: false });
  expect(access.hives.list().items[0]?.rotating).toBe(true);
  clock.pass(60_000);
  expect(hiveOf(access, token)).toMatchObject({ rotate: true });
  expect(hiveOf(access, next)).toMatchObject({ key: 'hive:a', rotate: false });
  expect(hiveOf(access, token)).toBe('revoked');
  expect(access.principal('hive:a', '')).toMatchObject({ hiveId: 'a', rotate: false });
  const third = unwrap(access.hives.rotate(hive, from())).token;
  expect(hiveOf(access, next)).toMatchObject({ hiveId: 'a' });
  expect(hiveOf(access, third)).toMatchObject({ hiveId: 'a' });
  access.tick();
  expect([hiveOf(access, token), hiveOf(access, next)]).toEqual(['unknown', 'unknown']);
  expect(access.hives.list().items[0]?.rotating).toBe(false);
  await access.close();
});

test('an invite with a code of the operator is the same one when it is made again', async () => {
  const access = await anAccess();
  const code = 'a'.repeat(32);
  const make = () => access.hives.inviteWithCode({ code, uses: 2, expires_in_s: 3_600 }, OPERATOR);
  expect(codeOf(access.hives.inviteWithCode({ code: 'too-short' }, OPERATOR))).toBe('wrong_shape');
  expect(unwrap(make())).toEqual(unwrap(make()));
  expect(['a', 'b'].map((id) => codeOf(joinWith(access, code, id)))).toEqual(['ok', 'ok']);
  expect(codeOf(make())).toBe('bad_request');
  await access.close();
});

test('refused heartbeats are listed by address for an hour, at most 64 of them', async () => {
  const clock = new TestClock();
  const access = await anAccess({ clock });
  for (let index = 0; index < 70; index += 1) {
    for (const fault of ['unknown', 'revoked'] as const) {
      access.hives.noteRefused({ address: `192.0.2.${index}`, fault, hiveId: 'a' });
    }
  }
  const { refused } = access.hives.list();
  expect(refused).toHaveLength(64);
  expect(refused[0]).toEqual({
    address: '192.0.2.69',
    reason: 'revoked',
    hive_id: 'a',
    count: 2,
    last_at: '2026-11-20T00:00:00.000Z',
  });
  clock.pass(3_600_000);
  expect(access.hives.list().refused).toEqual([]);
  await access.close();
});

test('10000 hives join and are known, and all last uses are written within a minute', async () => {
  const clock = new TestClock();
  const access = await anAccess({ clock });
  const { code } = inviteOf(access, { uses: 10_000 });
  const tokens = Array.from(
    { length: 10_000 },
    (_, index) => unwrap(joinWith(access, code, `h${index}`)).token,
  );
  clock.pass(60_000);
  expect(tokens.every((it) => access.identify({ bearer: it }, '192.0.2.7').ok)).toBe(true);
  expect(access.hives.list().items.every((it) => it.last_address === '192.0.2.7')).toBe(true);
  await access.close();
});
