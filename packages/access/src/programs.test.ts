import { expect, test } from 'vitest';
import type { OpenedAccess } from './open-access.ts';
import { anAccess, codeOf, OPERATOR, TestClock, unwrap } from './testing/index.ts';

const add = (access: OpenedAccess, body: Partial<Parameters<OpenedAccess['programs']['add']>[0]> = {}) =>
  access.programs.add({ name: 'ci', scopes: ['read'], ...body }, OPERATOR);
const program = (access: OpenedAccess, bearer: string) => access.identify({ bearer }, '192.0.2.7');

test('[A2] a token has its prefix, 256 random bits and its scopes', async () => {
  const access = await anAccess();
  const { token, secret } = unwrap(add(access, { scopes: ['stream', 'read'] }));
  expect(secret).toMatch(/^rbt_[\w-]{43}$/);
  expect(program(access, secret)).toEqual({
    ok: true,
    principal: {
      kind: 'program',
      key: `program:${token.token_id}`,
      name: 'ci',
      tokenId: token.token_id,
      scopes: new Set(['read', 'stream']),
    },
  });
  const admin = program(access, unwrap(add(access, { scopes: ['admin'] })).secret);
  expect(admin).toMatchObject({
    principal: { scopes: new Set(['read', 'stream', 'metrics', 'operate', 'admin']) },
  });
  await access.close();
});

test('[A2] a token that is unknown, revoked or expired is told apart, and its end is told once', async () => {
  const clock = new TestClock();
  const access = await anAccess({ clock });
  const ended: string[] = [];
  access.onEnded((key) => ended.push(key));
  const expiring = unwrap(add(access, { expires_in_s: 60 }));
  const revoked = unwrap(add(access));
  unwrap(access.programs.revoke(revoked.token.token_id, OPERATOR));
  clock.pass(60_000);
  access.tick();
  access.tick();
  const faults = [expiring.secret, revoked.secret, `rbt_${'x'.repeat(43)}`, 'rbt_x', ''].map((it) =>
    program(access, it),
  );
  expect(faults.map((it) => it.ok || it.fault)).toEqual([
    'expired',
    'revoked',
    'unknown',
    'unknown',
    'unknown',
  ]);
  expect(access.identify({}, '')).toEqual({ ok: false, fault: 'missing' });
  expect(ended).toEqual([revoked, expiring].map((it) => `program:${it.token.token_id}`));
  expect(access.programs.tokens().map((it) => it.token_id)).toEqual([expiring.token.token_id]);
  expect(codeOf(access.programs.revoke(revoked.token.token_id, OPERATOR))).toBe('entry_not_found');
  await access.close();
});

test('a token counts before a session, also if it is not valid', async () => {
  const access = await anAccess();
  expect(access.identify({ bearer: 'x', session: 'y' }, '')).toEqual({ ok: false, fault: 'unknown' });
  await access.close();
});

test.each([
  [{ name: ' ' }, 'wrong_shape'],
  [{ scopes: [] }, 'wrong_shape'],
  [{ expires_in_s: 0 }, 'wrong_shape'],
  [{ expires_in_s: 1e12 }, 'wrong_shape'],
])('%o is refused', async (body, code) => {
  const access = await anAccess();
  expect(codeOf(add(access, body))).toBe(code);
  await access.close();
});

test('there are at most 1000 tokens that are not revoked', async () => {
  const access = await anAccess();
  const tokens = Array.from({ length: 1_000 }, () => unwrap(add(access)));
  expect(codeOf(add(access))).toBe('bad_request');
  unwrap(access.programs.revoke(tokens[0]?.token.token_id ?? '', OPERATOR));
  expect(codeOf(add(access))).toBe('ok');
  await access.close();
});
