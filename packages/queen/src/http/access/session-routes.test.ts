import { createCheck, MeSchema, ROUTES, SessionListSchema, type SessionView } from '@rbee/contract';
import { expect, test } from 'vitest';
import { aQueenWithAccounts, codeOf, PASSWORD, secretIn } from '../../testing/index.ts';

const meIn = (answer: { json(): unknown }) => (answer.json() as { me: unknown }).me;

test('[A4] the secret of the setup address makes one admin, who is signed in; of two requests at once one is refused', async () => {
  const { access, browser } = await aQueenWithAccounts();
  expect((await browser().get(ROUTES.access)).json()).toMatchObject({ control: true, needs_setup: true });
  const secret = access.setupSecret();
  const browsers = ['ada', 'eve'].map((name) => ({ name, browser: browser() }));
  const answers = await Promise.all(
    browsers.map(({ name, browser }) => browser.post(ROUTES.setup, { secret, name, password: PASSWORD })),
  );
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401]);
  const refused = answers.find(({ statusCode }) => statusCode === 401);
  expect(refused?.json().code).toBe('setup_refused');
  expect(refused?.headers['set-cookie']).toBeUndefined();
  const winner = answers.findIndex(({ statusCode }) => statusCode === 200);
  const states = await Promise.all(browsers.map(({ browser }) => browser.get(ROUTES.access)));
  expect(states.map((it) => it.json().needs_setup)).toEqual([false, false]);
  expect(states.map(meIn)).toEqual(
    browsers.map(({ name }, index) =>
      index === winner ? expect.objectContaining({ kind: 'person', name, role: 'admin' }) : null,
    ),
  );
  const again = await browser().post(ROUTES.setup, { secret, name: 'mallory', password: PASSWORD });
  expect(codeOf(again)).toEqual([401, 'setup_refused']);
});

test('[A4] signing in answers who signed in, and sets a cookie that no script and no other site can use', async () => {
  const { admin, browser } = await aQueenWithAccounts();
  await admin();
  const ada = browser();
  const answer = await ada.post(ROUTES.signIn, { name: ' ADA ', password: PASSWORD });
  expect(answer.statusCode).toBe(200);
  expect(createCheck(MeSchema).mismatch(answer.json())).toBeNull();
  expect(answer.json()).toMatchObject({ kind: 'person', name: 'ada', role: 'admin' });
  expect(answer.headers['cache-control']).toContain('no-store');
  const [set, removed] = [answer.headers['set-cookie']].flat();
  expect(set).toMatch(/^rbee=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
  expect(removed).toBe('__Host-rbee=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure');
  expect(meIn(await ada.get(ROUTES.access))).toMatchObject({ name: 'ada' });
});

test.each([
  ['a trusted proxy with TLS', ['127.0.0.1'], 'https', '__Host-rbee'],
  ['a trusted proxy without TLS', ['127.0.0.1'], 'http', 'rbee'],
  ['anybody else who says so', ['192.0.2.1'], 'https', 'rbee'],
])('[A4] the name of the cookie for %s', async (_what, trustedProxies, proto, name) => {
  const { access, browser } = await aQueenWithAccounts({ trustedProxies });
  const ada = browser({ 'x-forwarded-proto': proto });
  const body = { secret: access.setupSecret(), name: 'ada', password: PASSWORD };
  const answer = await ada.post(ROUTES.setup, body);
  expect(answer.statusCode).toBe(200);
  expect([...ada.cookies.keys()]).toEqual([name]);
  expect(meIn(await ada.get(ROUTES.access))).toMatchObject({ name: 'ada' });
});

test('[A4] a wrong name and a wrong password are the same answer', async () => {
  const { admin, browser } = await aQueenWithAccounts();
  await admin();
  const stranger = browser();
  const wrongName = await stranger.post(ROUTES.signIn, { name: 'nobody', password: PASSWORD });
  const wrongPassword = await stranger.post(ROUTES.signIn, { name: 'ada', password: `${PASSWORD}!` });
  const emptyPassword = await stranger.post(ROUTES.signIn, { name: 'ada', password: '' });
  expect(codeOf(wrongName)).toEqual([401, 'sign_in_refused']);
  for (const answer of [wrongPassword, emptyPassword]) {
    expect(answer.body).toBe(wrongName.body);
    expect({ ...answer.headers, date: '' }).toEqual({ ...wrongName.headers, date: '' });
  }
  expect(stranger.cookies.size).toBe(0);
});

test('[A4] signing in makes a secret that nobody chose, and ends the session that the browser came with', async () => {
  const { admin, browser } = await aQueenWithAccounts();
  const ada = await admin();
  const before = new Map(ada.cookies);
  const fixed = browser();
  fixed.cookies.set('rbee', 'a'.repeat(43));
  await fixed.post(ROUTES.signIn, { name: 'ada', password: PASSWORD });
  expect(fixed.cookies.get('rbee')).not.toBe('a'.repeat(43));
  await ada.post(ROUTES.signIn, { name: 'ada', password: PASSWORD });
  expect(ada.cookies.get('rbee')).not.toBe(before.get('rbee'));
  const old = browser();
  old.cookies.set('rbee', before.get('rbee') ?? '');
  expect(meIn(await old.get(ROUTES.access))).toBeNull();
  expect(codeOf(await old.get(ROUTES.sessions))).toEqual([401, 'unauthenticated']);
});

test('[A4] signing out ends the session and removes the cookie', async () => {
  const { admin, browser } = await aQueenWithAccounts();
  const ada = await admin();
  const kept = new Map(ada.cookies);
  const answer = await ada.post(ROUTES.signOut);
  expect([answer.statusCode, answer.body, ada.cookies.size]).toEqual([204, '', 0]);
  const thief = browser();
  for (const [name, value] of kept) thief.cookies.set(name, value);
  expect(codeOf(await thief.get(ROUTES.sessions))).toEqual([401, 'unauthenticated']);
  expect((await ada.post(ROUTES.signOut)).statusCode).toBe(204);
});

test('[A4] a new password needs the old one, and ends the other sessions', async () => {
  const { admin, browser } = await aQueenWithAccounts();
  const ada = await admin();
  const elsewhere = browser();
  await elsewhere.post(ROUTES.signIn, { name: 'ada', password: PASSWORD });
  const password = 'another good password';
  const wrong = await ada.post(ROUTES.password, { old_password: 'no', password });
  expect(wrong.statusCode).toBe(401);
  const changed = await ada.post(ROUTES.password, { old_password: PASSWORD, password });
  expect(changed.statusCode).toBe(204);
  expect((await ada.get(ROUTES.sessions)).statusCode).toBe(200);
  expect((await elsewhere.get(ROUTES.sessions)).statusCode).toBe(401);
  expect((await browser().post(ROUTES.signIn, { name: 'ada', password: PASSWORD })).statusCode).toBe(401);
  expect((await browser().post(ROUTES.signIn, { name: 'ada', password })).statusCode).toBe(200);
});

test('[A4] a person sees and ends own sessions, an admin also those of others', async () => {
  const { admin, person, browser } = await aQueenWithAccounts();
  const ada = await admin();
  const bob = await person(ada, 'bob', 'viewer');
  const elsewhere = browser({ 'user-agent': 'a phone\u0007' });
  await elsewhere.post(ROUTES.signIn, { name: 'bob', password: PASSWORD });
  const own = await bob.get(ROUTES.sessions);
  expect(createCheck(SessionListSchema).mismatch(own.json())).toBeNull();
  const { items } = own.json() as { items: { session_id: string; agent: string; current: boolean }[] };
  expect(items.map(({ current }) => current).sort()).toEqual([false, true]);
  const phone = items.find(({ agent }) => agent.startsWith('a phone'));
  expect(phone).toMatchObject({
    user_name: 'bob',
    agent: 'a phone\ufffd',
    address: '127.0.0.1',
    current: false,
  });

  const ofAda = (await ada.get(ROUTES.sessions)).json();
  const adas = ROUTES.session.replace(':id', ofAda.items[0].session_id);
  expect(codeOf(await bob.delete(adas))).toEqual([404, 'entry_not_found']);
  for (const query of ['?all=true', `?user_id=${ofAda.items[0].user_id}`]) {
    expect(codeOf(await bob.get(`${ROUTES.sessions}${query}`))).toEqual([403, 'forbidden']);
  }
  expect((await ada.get(`${ROUTES.sessions}?all=true`)).json().items).toHaveLength(3);

  expect((await bob.delete(ROUTES.session.replace(':id', phone?.session_id ?? ''))).statusCode).toBe(204);
  expect(codeOf(await elsewhere.get(ROUTES.sessions))).toEqual([401, 'unauthenticated']);
  const left = (await bob.get(ROUTES.sessions)).json().items as { session_id: string; user_id: string }[];
  const listed = await ada.get(`${ROUTES.sessions}?user_id=${left[0]?.user_id}`);
  expect(listed.json().items).toMatchObject([{ session_id: left[0]?.session_id, current: false }]);
  expect((await ada.delete(ROUTES.session.replace(':id', left[0]?.session_id ?? ''))).statusCode).toBe(204);
  expect((await bob.get(ROUTES.sessions)).statusCode).toBe(401);
});

test('[A4] a program with the scope admin, which has no sessions, sees and ends those of everybody', async () => {
  const { admin, person, caller } = await aQueenWithAccounts();
  const ada = await admin();
  const bob = await person(ada, 'bob', 'viewer');
  const { secret } = (await ada.post(ROUTES.tokens, { name: 'boss', scopes: ['admin'] })).json();
  const program = caller(secret);
  const { items } = (await program.get(ROUTES.sessions)).json() as { items: SessionView[] };
  expect(items.map(({ user_name, current }) => [user_name, current])).toEqual(
    expect.arrayContaining([
      ['ada', false],
      ['bob', false],
    ]),
  );
  const bobs = items.find(({ user_name }) => user_name === 'bob')?.session_id ?? '';
  expect((await program.delete(ROUTES.session.replace(':id', bobs))).statusCode).toBe(204);
  expect((await bob.get(ROUTES.sessions)).statusCode).toBe(401);
  const { secret: reader } = (await ada.post(ROUTES.tokens, { name: 'ci', scopes: ['read'] })).json();
  expect(codeOf(await caller(reader).get(ROUTES.sessions))).toEqual([403, 'forbidden']);
});

test('[A4] whoever ends the session of the own cookie loses the cookie', async () => {
  const { admin } = await aQueenWithAccounts();
  const ada = await admin();
  const [{ session_id }] = (await ada.get(ROUTES.sessions)).json().items;
  expect((await ada.delete(ROUTES.session.replace(':id', session_id))).statusCode).toBe(204);
  expect(ada.cookies.size).toBe(0);
});

test.each([
  ['?user_id=a&user_id=b', 'user_id'],
  ['?all=yes', 'all'],
])('sessions%s is a bad request that names the parameter', async (query, name) => {
  const { admin } = await aQueenWithAccounts();
  const answer = await (await admin()).get(`${ROUTES.sessions}${query}`);
  expect(codeOf(answer)).toEqual([400, 'bad_request']);
  expect(answer.json().detail).toContain(name);
});

test('[A8] after five wrong passwords an attempt has to wait, also with the right one, but not for ever', async () => {
  const { admin, browser, advance } = await aQueenWithAccounts();
  await admin();
  const stranger = browser();
  const wrong = { name: 'ada', password: 'a wrong password' };
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    expect((await stranger.post(ROUTES.signIn, wrong)).statusCode).toBe(401);
  }
  const right = { name: 'ada', password: PASSWORD };
  const early = await stranger.post(ROUTES.signIn, right);
  expect(codeOf(early)).toEqual([429, 'too_many_attempts']);
  const wait = Number(early.headers['retry-after']);
  expect(wait).toBeGreaterThan(0);
  advance(wait * 1_000);
  expect((await stranger.post(ROUTES.signIn, right)).statusCode).toBe(200);
});

test('[A8] attempts to set up and to join are limited in the same way', async () => {
  const { browser, caller, access } = await aQueenWithAccounts();
  const stranger = browser();
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const body = { secret: `guess-${attempt}`, name: 'eve', password: PASSWORD };
    expect(codeOf(await stranger.post(ROUTES.setup, body))).toEqual([401, 'setup_refused']);
  }
  const secret = access.setupSecret();
  const early = await stranger.post(ROUTES.setup, { secret, name: 'eve', password: PASSWORD });
  expect(codeOf(early)).toEqual([429, 'too_many_attempts']);
  const hive = caller();
  const guess = { code: 'a'.repeat(43), hive_id: 'gpu-1' };
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    expect(codeOf(await hive.post(ROUTES.join, guess))).toEqual([401, 'join_refused']);
  }
  const joined = await hive.post(ROUTES.join, guess);
  expect(codeOf(joined)).toEqual([429, 'too_many_attempts']);
  expect(Number(joined.headers['retry-after'])).toBeGreaterThan(0);
});

test('[A4] a further account begins with the secret that an admin hands over, and only under its name', async () => {
  const { admin, browser } = await aQueenWithAccounts();
  const ada = await admin();
  const made = (await ada.post(ROUTES.users, { name: 'bob', role: 'operator' })).json();
  expect(made.setup_path).toMatch(/^\/setup#[\w-]{43}$/);
  const secret = secretIn(made.setup_path);
  const other = await browser().post(ROUTES.setup, { secret, name: 'eve', password: PASSWORD });
  expect(codeOf(other)).toEqual([422, 'wrong_shape']);
  const bob = browser();
  const answer = await bob.post(ROUTES.setup, { secret, name: 'bob', password: PASSWORD });
  expect(answer.json()).toMatchObject({ name: 'bob', role: 'operator' });
});
