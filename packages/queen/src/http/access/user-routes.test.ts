import { ACCESS_LIMITS, createCheck, ROUTES, SetupSecretSchema, UserListSchema } from '@rbee/contract';
import { expect, test } from 'vitest';
import { aQueenWithAccounts, codeOf, PASSWORD, secretIn } from '../../testing/index.ts';

const userAt = (id: string) => ROUTES.user.replace(':id', id);

test('[A4] the life of an account: made, set up, given another role, a new password, removed', async () => {
  const { admin, browser, person } = await aQueenWithAccounts();
  const ada = await admin();
  const made = await ada.post(ROUTES.users, { name: 'bob', role: 'viewer' });
  expect([made.statusCode, createCheck(SetupSecretSchema).mismatch(made.json())]).toEqual([201, null]);
  const { user_id } = made.json().user;
  const bob = browser();
  await bob.post(ROUTES.setup, { secret: secretIn(made.json().setup_path), name: 'bob', password: PASSWORD });
  expect(codeOf(await bob.post(ROUTES.invites, {}))).toEqual([403, 'forbidden']);

  const changed = await ada.patch(userAt(user_id), { role: 'operator' });
  expect(changed.json()).toMatchObject({ user_id, name: 'bob', role: 'operator', has_password: true });
  expect((await bob.post(ROUTES.invites, {})).statusCode).toBe(201);

  const reset = await ada.post(ROUTES.userSetup.replace(':id', user_id));
  expect(reset.statusCode).toBe(201);
  const password = 'another good password';
  const again = browser();
  const secret = secretIn(reset.json().setup_path);
  expect((await again.post(ROUTES.setup, { secret, name: 'bob', password })).statusCode).toBe(200);
  expect((await bob.get(ROUTES.sessions)).statusCode).toBe(401);

  const list = await ada.get(ROUTES.users);
  expect(createCheck(UserListSchema).mismatch(list.json())).toBeNull();
  expect(list.json().items.map(({ name }: { name: string }) => name)).toEqual(['ada', 'bob']);
  expect((await ada.delete(userAt(user_id))).statusCode).toBe(204);
  expect((await again.get(ROUTES.sessions)).statusCode).toBe(401);
  expect(codeOf(await ada.delete(userAt(user_id)))).toEqual([404, 'entry_not_found']);
  await person(ada, 'bob', 'viewer');
});

test('[A4] two accounts have no name in common, and the last admin stays one', async () => {
  const { admin } = await aQueenWithAccounts();
  const ada = await admin();
  expect(codeOf(await ada.post(ROUTES.users, { name: 'Ada', role: 'viewer' }))).toEqual([409, 'name_taken']);
  const [{ user_id }] = (await ada.get(ROUTES.users)).json().items;
  expect(codeOf(await ada.patch(userAt(user_id), { role: 'viewer' }))).toEqual([409, 'last_admin']);
  expect(codeOf(await ada.delete(userAt(user_id)))).toEqual([409, 'last_admin']);
  expect((await ada.get(ROUTES.users)).json().items).toMatchObject([{ name: 'ada', role: 'admin' }]);
});

test('[A4] only admins see and change accounts, tokens and the audit log', async () => {
  const { admin, person } = await aQueenWithAccounts();
  const ada = await admin();
  const [{ user_id }] = (await ada.get(ROUTES.users)).json().items;
  for (const role of ['viewer', 'operator'] as const) {
    const somebody = await person(ada, role, role);
    const answers = [
      await somebody.get(ROUTES.users),
      await somebody.post(ROUTES.users, { name: 'eve', role: 'admin' }),
      await somebody.patch(userAt(user_id), { role: 'viewer' }),
      await somebody.delete(userAt(user_id)),
      await somebody.post(ROUTES.userSetup.replace(':id', user_id)),
      await somebody.get(ROUTES.tokens),
      await somebody.post(ROUTES.tokens, { name: 'mine', scopes: ['admin'] }),
      await somebody.delete(ROUTES.token.replace(':id', 'any')),
      await somebody.get(ROUTES.audit),
    ];
    for (const answer of answers) expect(codeOf(answer)).toEqual([403, 'forbidden']);
  }
});

test('[H9] characters of a name that cannot be seen are replaced before it is kept', async () => {
  const { admin, access } = await aQueenWithAccounts();
  const ada = await admin();
  const made = await ada.post(ROUTES.users, { name: '  b\u0000o\u202eb\u200b ', role: 'viewer' });
  expect(made.json().user.name).toBe('b\ufffdo\ufffdb\ufffd');
  await ada.post(ROUTES.tokens, { name: 'c\u001bi', scopes: ['read'] });
  expect(access.programs.tokens()).toMatchObject([{ name: 'c\ufffdi' }]);
  const empty = await ada.post(ROUTES.users, { name: '   ', role: 'viewer' });
  expect(codeOf(empty)).toEqual([422, 'wrong_shape']);
});

test.each([
  ['no body', undefined, 415, 'unsupported_media_type', undefined],
  ['an empty body', '', 400, 'malformed_json', undefined],
  ['a cut body', '{"name":"bob","role":', 400, 'malformed_json', undefined],
  ['a list', [], 422, 'wrong_shape', ''],
  ['no name', { role: 'viewer' }, 422, 'wrong_shape', '/name'],
  ['an unknown role', { name: 'bob', role: 'owner' }, 422, 'wrong_shape', '/role'],
  ['an empty name', { name: '', role: 'viewer' }, 422, 'wrong_shape', '/name'],
  ['a long name', { name: 'b'.repeat(65), role: 'viewer' }, 422, 'wrong_shape', '/name'],
  ['a name that is a list', { name: ['bob'], role: 'viewer' }, 422, 'wrong_shape', '/name'],
  [
    'a large body',
    { name: 'b'.repeat(ACCESS_LIMITS.maxBodyBytes), role: 'viewer' },
    413,
    'body_too_large',
    undefined,
  ],
])('an account with %s is refused', async (_what, body, status, expected, pointer) => {
  const { admin, access } = await aQueenWithAccounts();
  const ada = await admin();
  const type = { 'content-type': 'application/json' };
  const answer = await ada.post(ROUTES.users, body, body === undefined ? {} : type);
  expect([...codeOf(answer), answer.json().pointer]).toEqual([status, expected, pointer]);
  expect(access.people.users()).toHaveLength(1);
});

test('a short password is refused without being quoted', async () => {
  const { access, browser } = await aQueenWithAccounts();
  const body = { secret: access.setupSecret(), name: 'ada', password: 'hunter2' };
  const answer = await browser().post(ROUTES.setup, body);
  expect([...codeOf(answer), answer.json().pointer]).toEqual([422, 'wrong_shape', '/password']);
  expect(answer.body).not.toContain('hunter2');
});

test('a compressed body is refused', async () => {
  const { admin } = await aQueenWithAccounts();
  const ada = await admin();
  const answer = await ada.post(ROUTES.users, 'x', {
    'content-encoding': 'gzip',
    'content-type': 'application/json',
  });
  expect(codeOf(answer)).toEqual([415, 'unsupported_media_type']);
});

test.each(['x'.repeat(65), '..%2f..', '%00', "'%20or%201=1", '__proto__'])(
  'nothing has the id %s',
  async (id) => {
    const { admin } = await aQueenWithAccounts();
    const ada = await admin();
    for (const url of [
      userAt(id),
      ROUTES.token.replace(':id', id),
      ROUTES.invite.replace(':id', id),
      ROUTES.session.replace(':id', id),
    ]) {
      expect([url, ...codeOf(await ada.delete(url))]).toEqual([url, 404, 'entry_not_found']);
    }
  },
);
