import { createCheck, NewTokenSchema, ROUTES, type Scope, TokenListSchema } from '@rbee/contract';
import { expect, test } from 'vitest';
import { aQueenWithAccounts } from '../../testing/index.ts';

test('[A2] the life of an API token: shown once, used, listed with its last use, revoked', async () => {
  const { admin, caller } = await aQueenWithAccounts();
  const ada = await admin();
  const made = await ada.post(ROUTES.tokens, { name: 'ci', scopes: ['read'], expires_in_s: 3_600 });
  expect([made.statusCode, createCheck(NewTokenSchema).mismatch(made.json())]).toEqual([201, null]);
  const { secret, token } = made.json();
  expect(secret).toMatch(/^rbt_[\w-]{43}$/);
  const ci = caller(secret);
  expect((await ci.get(ROUTES.hives)).statusCode).toBe(200);
  expect((await ci.get(ROUTES.access)).json().me).toEqual({ kind: 'program', name: 'ci', scopes: ['read'] });

  const list = await ada.get(ROUTES.tokens);
  expect(createCheck(TokenListSchema).mismatch(list.json())).toBeNull();
  expect(list.json().items).toMatchObject([
    {
      token_id: token.token_id,
      name: 'ci',
      scopes: ['read'],
      created_by: 'person:ada',
      last_address: '127.0.0.1',
    },
  ]);
  expect(list.body).not.toContain(secret);
  expect((await ada.delete(ROUTES.token.replace(':id', token.token_id))).statusCode).toBe(204);
  expect((await ci.get(ROUTES.hives)).statusCode).toBe(401);
  expect((await ada.get(ROUTES.tokens)).json()).toEqual({ items: [] });
});

test('[A2] an API token expires', async () => {
  const { admin, caller, clock } = await aQueenWithAccounts();
  const ada = await admin();
  const body = { name: 'ci', scopes: ['read'], expires_in_s: 60 };
  const { secret } = (await ada.post(ROUTES.tokens, body)).json();
  expect((await caller(secret).get(ROUTES.hives)).statusCode).toBe(200);
  clock.move(61_000);
  expect((await caller(secret).get(ROUTES.hives)).statusCode).toBe(401);
});

test.each<[Scope, number, number, number]>([
  ['read', 403, 403, 403],
  ['operate', 403, 201, 403],
  ['admin', 201, 201, 200],
])(
  '[A1] a program with the scope %s may make tokens: %i, invite: %i, read the audit log: %i',
  async (scope, make, invite, audit) => {
    const { admin, caller } = await aQueenWithAccounts();
    const ada = await admin();
    const { secret } = (await ada.post(ROUTES.tokens, { name: scope, scopes: [scope] })).json();
    const program = caller(secret);
    const answers = [
      await program.post(ROUTES.tokens, { name: 'more', scopes: ['read'] }),
      await program.post(ROUTES.invites, {}),
      await program.get(ROUTES.audit),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([make, invite, audit]);
    const password = { old_password: 'any', password: 'a long enough password' };
    expect((await program.post(ROUTES.password, password)).statusCode).toBe(403);
  },
);

test.each([
  [{ name: 'ci', scopes: [] }, '/scopes'],
  [{ name: 'ci', scopes: ['heartbeat'] }, '/scopes/0'],
  [{ name: 'ci', scopes: 'read' }, '/scopes'],
  [{ name: 'ci', scopes: ['read'], expires_in_s: 0 }, '/expires_in_s'],
  [{ name: 'ci', scopes: ['read'], expires_in_s: 1e12 }, '/expires_in_s'],
])('[A2] the token %j is refused', async (body, pointer) => {
  const { admin, access } = await aQueenWithAccounts();
  const answer = await (await admin()).post(ROUTES.tokens, body);
  expect([answer.statusCode, answer.json().pointer]).toEqual([422, pointer]);
  expect(access.programs.tokens()).toEqual([]);
});
