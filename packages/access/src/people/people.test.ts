import { expect, test, vi } from 'vitest';
import type { OpenedAccess } from '../open-access.ts';
import type { PersonPrincipal } from '../principal.ts';
import {
  anAccess,
  codeOf,
  from,
  OPERATOR,
  PASSWORD,
  secretIn,
  setUpAdmin,
  TestClock,
  unwrap,
} from '../testing/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const DAY_MS = 86_400_000;
const OTHER_PASSWORD = 'another horse battery';

const personOf = (access: OpenedAccess, session: string): PersonPrincipal | undefined => {
  const found = access.identify({ session }, '192.0.2.1');
  return found.ok && found.principal.kind === 'person' ? found.principal : undefined;
};
const endsOf = (access: OpenedAccess): string[] => {
  const ended: string[] = [];
  access.onEnded((key) => ended.push(key));
  return ended;
};
/** An account that has set its password, with its session. */
async function aUser(access: OpenedAccess, name: string, role: 'viewer' | 'operator' | 'admin') {
  const { user, setup_path } = unwrap(access.people.addUser({ name, role }, OPERATOR));
  const body = { secret: secretIn(setup_path), name, password: PASSWORD };
  return { user, session: unwrap(await access.people.setUp(body, from())).secret };
}

test('[A4] of two setups at once one makes the admin', async () => {
  const access = await anAccess();
  const secret = access.setupSecret() ?? '';
  const results = await Promise.all(
    ['ada', 'eve'].map((name) => access.people.setUp({ secret, name, password: PASSWORD }, from())),
  );
  expect(results.map(codeOf).sort()).toEqual(['ok', 'setup_refused']);
  expect(access.people.users().map((it) => it.role)).toEqual(['admin']);
  expect(access.setupSecret()).toBeNull();
  await access.close();
});

test('[A4] a setup secret is not used up by a name or password that is refused', async () => {
  const access = await anAccess();
  const secret = access.setupSecret() ?? '';
  const setUp = (name: string, password: string) => access.people.setUp({ secret, name, password }, from());
  expect(codeOf(await setUp('ada', 'short'))).toBe('wrong_shape');
  expect(codeOf(await setUp('ada lovelace', 'Ada Lovelace'))).toBe('wrong_shape');
  expect(codeOf(await setUp('ada', 'password1234'))).toBe('wrong_shape');
  expect(codeOf(await setUp(' \u200b', PASSWORD))).toBe('ok');
  expect(access.people.users()[0]?.name).toBe('\ufffd');
  await access.close();
});

test('[A4] an account begins with a setup secret of its own, for a day and for its name only', async () => {
  const clock = new TestClock();
  const access = await anAccess({ clock });
  await setUpAdmin(access);
  const { user, setup_path } = unwrap(access.people.addUser({ name: 'bob', role: 'viewer' }, OPERATOR));
  const setUp = (secret: string, name: string) =>
    access.people.setUp({ secret, name, password: PASSWORD }, from());
  expect(codeOf(await setUp(secretIn(setup_path), 'eve'))).toBe('wrong_shape');
  clock.pass(DAY_MS);
  expect(codeOf(await setUp(secretIn(setup_path), 'bob'))).toBe('setup_refused');
  const again = unwrap(access.people.newSetup(user.user_id, OPERATOR));
  const { me } = unwrap(await setUp(secretIn(again.setup_path), 'BOB'));
  expect(me).toEqual({ kind: 'person', name: 'bob', role: 'viewer', scopes: ['read', 'stream', 'metrics'] });
  expect(codeOf(await setUp(secretIn(again.setup_path), 'bob'))).toBe('setup_refused');
  await access.close();
});

test('[A4] a wrong name and a wrong password are the same refusal, and both look at a password', async () => {
  const access = await anAccess();
  await setUpAdmin(access);
  const wrong = [
    await access.people.signIn({ name: 'ada', password: OTHER_PASSWORD }, from()),
    await access.people.signIn({ name: 'nobody', password: OTHER_PASSWORD }, from()),
  ];
  expect(wrong[0]).toEqual(wrong[1]);
  expect(codeOf(wrong[0] ?? { ok: true, value: null })).toBe('sign_in_refused');
  const { secret } = unwrap(await access.people.signIn({ name: ' ADA ', password: PASSWORD }, from()));
  expect(personOf(access, secret)).toMatchObject({ name: 'ada', role: 'admin' });
  await access.close();
});

test('[A4] a session ends after 7 days without use and after 30 days', async () => {
  const clock = new TestClock();
  const access = await anAccess({ clock });
  const ended = endsOf(access);
  const { secret } = await setUpAdmin(access);
  const key = personOf(access, secret)?.key;
  for (let day = 0; day < 29; day += 6) {
    clock.pass(6 * DAY_MS);
    access.tick();
    expect(personOf(access, secret) !== undefined).toBe(day < 24);
  }
  expect(ended).toEqual([key]);
  const other = unwrap(await access.people.signIn({ name: 'ada', password: PASSWORD }, from())).secret;
  clock.pass(7 * DAY_MS);
  expect(access.identify({ session: other }, '192.0.2.1')).toEqual({ ok: false, fault: 'expired' });
  access.tick();
  expect(access.people.sessions({})).toEqual([]);
  await access.close();
});

test.each([3_600_000, -3_600_000])('a wall clock that is set by %i ms ends no session', async (offset) => {
  const clock = new TestClock();
  const access = await anAccess({ clock });
  const { secret } = await setUpAdmin(access);
  const token = unwrap(
    access.programs.add({ name: 'ci', scopes: ['read'], expires_in_s: 7_200 }, OPERATOR),
  ).secret;
  clock.wall += offset;
  access.tick();
  expect(personOf(access, secret)).toBeDefined();
  expect(access.identify({ bearer: token }, '').ok).toBe(true);
  clock.pass(31 * DAY_MS);
  expect(personOf(access, secret)).toBeUndefined();
  expect(access.identify({ bearer: token }, '')).toEqual({ ok: false, fault: 'expired' });
  await access.close();
});

test('of too many sessions the one that was not used for the longest time ends', async () => {
  const clock = new TestClock();
  const access = await anAccess({ clock });
  const first = (await setUpAdmin(access)).secret;
  const sessions: string[] = [];
  for (let index = 0; index < 100; index += 1) {
    clock.pass(1_000);
    if (index === 99) personOf(access, first);
    sessions.push(unwrap(await access.people.signIn({ name: 'ada', password: PASSWORD }, from())).secret);
  }
  expect(access.people.sessions({})).toHaveLength(100);
  expect(personOf(access, first)).toBeDefined();
  expect(personOf(access, sessions[0] ?? '')).toBeUndefined();
  await access.close();
});

test('another password ends the other sessions, and an ended one is told', async () => {
  const access = await anAccess();
  const ended = endsOf(access);
  const first = (await setUpAdmin(access)).secret;
  const second = unwrap(await access.people.signIn({ name: 'ada', password: PASSWORD }, from())).secret;
  const person = personOf(access, first);
  if (person === undefined) throw new Error('no session');
  const change = (old_password: string, password: string) =>
    access.people.changePassword(person, { old_password, password }, from());
  expect(codeOf(await change(OTHER_PASSWORD, OTHER_PASSWORD))).toBe('sign_in_refused');
  expect(codeOf(await change(PASSWORD, 'ada'))).toBe('wrong_shape');
  const otherKey = personOf(access, second)?.key;
  expect(codeOf(await change(PASSWORD, OTHER_PASSWORD))).toBe('ok');
  expect(ended).toEqual([otherKey]);
  expect(personOf(access, second)).toBeUndefined();
  expect(personOf(access, first)).toBeDefined();
  expect(codeOf(await access.people.signIn({ name: 'ada', password: PASSWORD }, from()))).toBe(
    'sign_in_refused',
  );
  expect(codeOf(access.people.endSession(person.sessionId ?? '', OPERATOR))).toBe('ok');
  expect(ended).toEqual([otherKey, person.key]);
  expect(codeOf(access.people.endSession(person.sessionId ?? '', OPERATOR))).toBe('entry_not_found');
  await access.close();
});

test('a person who may do less, or is removed, is told; one who may do more is not', async () => {
  const access = await anAccess();
  await setUpAdmin(access);
  const { user, session } = await aUser(access, 'bob', 'operator');
  const ended = endsOf(access);
  const key = personOf(access, session)?.key ?? '';
  unwrap(access.people.changeRole(user.user_id, 'admin', OPERATOR));
  expect(ended).toEqual([]);
  expect(access.principal(key, '192.0.2.1')).toMatchObject({ role: 'admin' });
  unwrap(access.people.changeRole(user.user_id, 'viewer', OPERATOR));
  expect(ended).toEqual([key]);
  expect(personOf(access, session)?.scopes.has('operate')).toBe(false);
  unwrap(access.people.removeUser(user.user_id, OPERATOR));
  expect(ended).toEqual([key, key]);
  expect(access.principal(key, '192.0.2.1')).toBeUndefined();
  await access.close();
});

test('the last admin who can sign in stays one', async () => {
  const access = await anAccess();
  await setUpAdmin(access);
  const [ada] = access.people.users();
  const id = ada?.user_id ?? '';
  access.people.addUser({ name: 'bob', role: 'admin' }, OPERATOR);
  expect(codeOf(access.people.changeRole(id, 'viewer', OPERATOR))).toBe('last_admin');
  expect(codeOf(access.people.removeUser(id, OPERATOR))).toBe('last_admin');
  await aUser(access, 'eve', 'admin');
  expect(codeOf(access.people.changeRole(id, 'viewer', OPERATOR))).toBe('ok');
  await access.close();
});

test('names that differ only in capitals, width or form are one name', async () => {
  const access = await anAccess();
  await setUpAdmin(access, 'Zoë');
  const add = (name: string) => codeOf(access.people.addUser({ name, role: 'viewer' }, OPERATOR));
  expect(['zoë', 'ZOE\u0308', 'Ｚｏë', 'zoë '].map(add)).toEqual(Array(4).fill('name_taken'));
  expect(add('zoe')).toBe('ok');
  await access.close();
});

test('the machine can reset an admin, and make one', async () => {
  const access = await anAccess();
  expect(unwrap(access.resetAdmin()).name).toBeNull();
  await setUpAdmin(access);
  const { name, setup_path } = unwrap(access.resetAdmin());
  expect(name).toBe('ada');
  const body = { secret: secretIn(setup_path), name: 'ada', password: OTHER_PASSWORD };
  unwrap(await access.people.setUp(body, from()));
  expect(codeOf(await access.people.signIn({ name: 'ada', password: PASSWORD }, from()))).toBe(
    'sign_in_refused',
  );
  const made = unwrap(access.resetAdmin('bob'));
  unwrap(
    await access.people.setUp({ secret: secretIn(made.setup_path), name: 'bob', password: PASSWORD }, from()),
  );
  expect(access.people.users().map((it) => `${it.name} ${it.role}`)).toEqual(['ada admin', 'bob admin']);
  expect(codeOf(access.resetAdmin())).toBe('bad_request');
  expect(access.audit.page({ limit: 10 }).items.filter((it) => it.who === 'machine')).toHaveLength(3);
  await access.close();
});

test('an admin whom the machine made and who did not set up the account does not close the first setup', async () => {
  const access = await anAccess();
  unwrap(access.resetAdmin('bob'));
  const secret = access.setupSecret() ?? '';
  expect(codeOf(await access.people.setUp({ secret, name: 'Bob', password: PASSWORD }, from()))).toBe(
    'name_taken',
  );
  expect(codeOf(await access.people.setUp({ secret, name: 'ada', password: PASSWORD }, from()))).toBe('ok');
  expect(access.setupSecret()).toBeNull();
  await access.close();
});
