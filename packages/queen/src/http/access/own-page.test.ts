import { ROUTES } from '@rbee/contract';
import { aHeartbeat } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aQueenWithAccounts, codeOf, PASSWORD } from '../../testing/index.ts';

const token = { name: 'ci', scopes: ['read'] };

test.each([
  ['a page of another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['a page of another port', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }],
  ['a page in a sandbox or a file', { origin: 'null' }],
  ['a page that hides its origin', { origin: '', 'sec-fetch-site': 'cross-site' }],
])('[A6] %s changes nothing with the cookie of an admin, and cannot sign in', async (_who, headers) => {
  const { admin, access } = await aQueenWithAccounts();
  const ada = await admin();
  const forged = [
    await ada.post(ROUTES.tokens, token, headers),
    await ada.post(ROUTES.invites, {}, headers),
    await ada.delete(ROUTES.hive.replace(':hive_id', 'gpu-1'), headers),
    await ada.post(ROUTES.signOut, undefined, headers),
    await ada.post(ROUTES.signIn, { name: 'ada', password: PASSWORD }, headers),
    await ada.post(ROUTES.setup, { secret: 'a', name: 'b', password: PASSWORD }, headers),
  ];
  for (const answer of forged) expect(codeOf(answer)).toEqual([403, 'origin_not_allowed']);
  expect(forged.flatMap((answer) => answer.headers['set-cookie'] ?? [])).toEqual([]);
  expect([access.programs.tokens(), access.hives.invites()]).toEqual([[], []]);
  expect((await ada.get(ROUTES.sessions)).statusCode).toBe(200);
});

test('[A6] the site alone is enough to refuse a page that sends no origin', async () => {
  const { admin, caller } = await aQueenWithAccounts();
  const ada = await admin();
  const cookie = `rbee=${ada.cookies.get('rbee')}`;
  const stranger = caller();
  for (const site of ['cross-site', 'same-site', 'none']) {
    const answer = await stranger.post(ROUTES.tokens, token, { cookie, 'sec-fetch-site': site });
    expect([site, ...codeOf(answer)]).toEqual([site, 403, 'origin_not_allowed']);
  }
  expect(codeOf(await stranger.post(ROUTES.tokens, token, { cookie }))).toEqual([403, 'origin_not_allowed']);
  const own = await stranger.post(ROUTES.tokens, token, { cookie, 'sec-fetch-site': 'same-origin' });
  expect(own.statusCode).toBe(201);
});

test.each([
  ['application/x-www-form-urlencoded', 'name=ci&scopes=admin'],
  ['multipart/form-data; boundary=x', '--x\r\n\r\n--x--'],
  ['text/plain', JSON.stringify(token)],
  ['', JSON.stringify(token)],
])('[A6] a body of the type "%s", as a form can send it, is refused', async (type, body) => {
  const { admin, access } = await aQueenWithAccounts();
  const ada = await admin();
  const answer = await ada.post(ROUTES.tokens, body, { 'content-type': type });
  expect(codeOf(answer)).toEqual([415, 'unsupported_media_type']);
  expect(access.programs.tokens()).toEqual([]);
});

test('[A6] a page of another origin gets no answer for a cookie when it reads, but for a token', async () => {
  const { admin, caller } = await aQueenWithAccounts({ allowOrigins: ['https://grafana.example'] });
  const ada = await admin();
  const elsewhere = { origin: 'https://grafana.example', 'sec-fetch-site': 'cross-site' };
  const read = await ada.get(ROUTES.hives, elsewhere);
  expect(codeOf(read)).toEqual([401, 'unauthenticated']);
  expect(read.headers).not.toHaveProperty('access-control-allow-credentials');
  expect((await ada.get(ROUTES.access, elsewhere)).json().me).toBeNull();
  const { secret } = (await ada.post(ROUTES.tokens, token)).json();
  const withToken = await caller(secret).get(ROUTES.hives, elsewhere);
  expect(withToken.statusCode).toBe(200);
  expect(withToken.headers['access-control-allow-origin']).toBe('https://grafana.example');
});

test('[A6] a request with a token needs no origin', async () => {
  const { admin, caller, access } = await aQueenWithAccounts();
  const ada = await admin();
  const { secret } = (await ada.post(ROUTES.tokens, { name: 'boss', scopes: ['admin'] })).json();
  const made = await caller(secret).post(ROUTES.tokens, token);
  expect(made.statusCode).toBe(201);
  expect(access.programs.tokens()).toMatchObject([
    { created_by: 'person:ada' },
    { created_by: 'program:boss' },
  ]);
});

test('[A6] a session sends no heartbeat', async () => {
  const { admin } = await aQueenWithAccounts();
  const ada = await admin();
  expect((await ada.post(ROUTES.heartbeat, aHeartbeat())).statusCode).toBe(403);
});
