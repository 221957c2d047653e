import { passkeySite } from '@rbee/access/plain';
import { Authenticator } from '@rbee/access/testing';
import { createCheck, MeSchema, PasskeyListSchema, ROUTES } from '@rbee/contract';
import { expect, test } from 'vitest';
import { aQueenWithAccounts, type Browser } from '../../testing/index.ts';

const short = ({ statusCode, json }: { statusCode: number; json(): unknown }) => [
  statusCode,
  (json() as { code?: string }).code,
];
const headerOf = ({ headers }: { headers: Record<string, unknown> }, name: string) => String(headers[name]);

const git = {
  kind: 'github',
  id: 'git',
  name: 'Git',
  issuer: 'https://git.example',
  clientId: 'c',
  scopes: ['read:org'],
  claim: 'organizations',
  roles: { map: { ops: 'operator' }, byDefault: null },
} as const;

/** A queen with a GitHub server, where `ada` is in these organizations. */
async function aQueenWithGit(config: Parameters<typeof aQueenWithAccounts>[0] = {}) {
  const state = { groups: ['ops'], isDown: false };
  const answer = async (url: string) => {
    if (state.isDown) throw new TypeError('fetch failed');
    if (url.endsWith('/access_token')) return Response.json({ access_token: 'gho_1', token_type: 'bearer' });
    if (url.endsWith('/user')) return Response.json({ id: 1, login: 'ada' });
    return Response.json(state.groups.map((login) => ({ login })));
  };
  const queen = await aQueenWithAccounts(config, { providers: [git], fetch: answer });
  return { ...queen, state };
}

const GO = ROUTES.oidc.replace(':provider', 'git');
const BACK = ROUTES.oidcCallback.replace(':provider', 'git');
/** How a browser follows a link, and comes back from another site. */
const html = { accept: 'text/html', 'sec-fetch-site': 'cross-site' };

async function signIn(browser: Browser, query = '', headers: Record<string, string> = html) {
  const gone = await browser.get(`${GO}${query}`, headers);
  const there = new URL(headerOf(gone, 'location'));
  const back = await browser.get(`${BACK}?code=c&state=${there.searchParams.get('state')}`, headers);
  return { gone, there, back };
}

test('[A5] a browser goes to the provider and comes back with a session, to the page that it wanted', async () => {
  const { browser } = await aQueenWithGit();
  const ada = browser();
  const { gone, there, back } = await signIn(ada, '?return_to=/hives/gpu-1%3Fx=1');
  expect(gone.statusCode).toBe(303);
  expect(there.searchParams.get('redirect_uri')).toBe(`http://localhost${BACK}`);
  const binding = [gone.headers['set-cookie']].flat()[0];
  expect(binding).toMatch(/^rbee-sign-in=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/);
  expect([back.statusCode, headerOf(back, 'location')]).toEqual([303, '/hives/gpu-1?x=1']);
  expect([...ada.cookies.keys()]).toEqual(['rbee']);
  expect((await ada.get(ROUTES.access)).json()).toMatchObject({
    providers: [{ id: 'git', name: 'Git' }],
    me: { name: 'ada', role: 'operator' },
  });
});

test('[A5] behind a trusted proxy the provider comes back to the address of the proxy, below its path', async () => {
  const { browser } = await aQueenWithGit({ trustedProxies: ['127.0.0.1'], allowHosts: ['queen.example'] });
  const headers = {
    ...html,
    host: 'queen.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-prefix': '/rbee',
  };
  const { there, back, gone } = await signIn(browser(), '', headers);
  expect(there.searchParams.get('redirect_uri')).toBe(`https://queen.example/rbee${BACK}`);
  expect(headerOf(back, 'location')).toBe('/rbee/');
  expect(headerOf(gone, 'set-cookie')).toMatch(/^__Host-rbee-sign-in=.*; Secure$/);
});

test.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  '/a%0d%0ab',
  `/${'x'.repeat(2_000)}`,
])('[A5] nobody is led to %s after signing in', async (target) => {
  const { browser } = await aQueenWithGit();
  const { back } = await signIn(browser(), `?return_to=${encodeURIComponent(target)}`);
  expect(headerOf(back, 'location')).toMatch(/^\/(a%0d%0ab)?$/);
});

test('[A5] a browser that is refused gets the page for signing in, a program gets the refusal', async () => {
  const { browser, caller, state } = await aQueenWithGit();
  state.groups = ['guests'];
  const { back } = await signIn(browser());
  expect([back.statusCode, headerOf(back, 'location')]).toEqual([
    303,
    '/sign-in?refused=sign_in_refused&provider=git',
  ]);
  expect(short(await caller().get(`${BACK}?code=c&state=x`))).toEqual([401, 'sign_in_refused']);
  expect(short(await caller().get(ROUTES.oidc.replace(':provider', 'none')))).toEqual([
    404,
    'entry_not_found',
  ]);
  expect(short(await caller().get(ROUTES.oidc.replace(':provider', '..%2f')))).toEqual([
    404,
    'entry_not_found',
  ]);
});

test('[A5] another browser cannot finish a sign-in, and a callback counts once', async () => {
  const { browser } = await aQueenWithGit();
  const ada = browser();
  const gone = await ada.get(GO, html);
  const state = new URL(headerOf(gone, 'location')).searchParams.get('state');
  const stolen = await browser().get(`${BACK}?code=c&state=${state}`, html);
  expect(headerOf(stolen, 'location')).toContain('refused=sign_in_refused');
  const late = await ada.get(`${BACK}?code=c&state=${state}`, html);
  expect(headerOf(late, 'location')).toContain('refused=sign_in_refused');
  expect((await ada.get(ROUTES.access)).json().me).toBeNull();
});

test('[A4] [A5] who signs in again with a provider has one session', async () => {
  const { browser, access } = await aQueenWithGit();
  const ada = browser();
  await signIn(ada);
  await signIn(ada);
  expect(access.people.sessions({})).toHaveLength(1);
});

test('[A5] a browser that is refused is counted', async () => {
  const { browser, state, app, admin } = await aQueenWithGit();
  const made = await (await admin()).post(ROUTES.tokens, { name: 'scrape', scopes: ['metrics'] });
  state.groups = ['guests'];
  await signIn(browser());
  const headers = { authorization: `Bearer ${made.json().secret}` };
  const metrics = await app.inject({ url: ROUTES.metrics, headers });
  expect(metrics.body).toMatch(/\{reason="sign_in_refused"\} 1/);
});

test('[A5] HEAD does not use a sign-in up', async () => {
  const { app } = await aQueenWithGit();
  const head = await app.inject({ method: 'HEAD', url: `${BACK}?code=c&state=x` });
  expect([404, 405]).toContain(head.statusCode);
});

test('[A5] a provider that is down is 503, and the page says so', async () => {
  const { browser, caller, state } = await aQueenWithGit();
  state.isDown = true;
  const { back } = await signIn(browser());
  expect(headerOf(back, 'location')).toBe('/sign-in?refused=provider_unavailable&provider=git');
  expect(short(await caller().get(BACK))).toEqual([401, 'sign_in_refused']);
});

test('[A5] a person adds a passkey on the page, and signs in with it', async () => {
  const { admin, browser } = await aQueenWithAccounts();
  const ada = await admin();
  expect((await ada.get(ROUTES.access)).json().passkeys).toBe(true);
  const authenticator = new Authenticator({ rpId: 'localhost', origin: 'http://localhost' });
  const options = (await ada.post(ROUTES.newPasskey)).json();
  const credential = authenticator.create(options);
  const added = await ada.post(ROUTES.passkeys, { name: 'laptop', credential });
  expect([added.statusCode, added.json().name]).toEqual([201, 'laptop']);
  const listed = (await ada.get(ROUTES.passkeys)).json();
  expect(createCheck(PasskeyListSchema).mismatch(listed)).toBeNull();

  const again = browser();
  const challenge = (await again.post(ROUTES.passkeyOptions)).json();
  const signedIn = await again.post(ROUTES.passkeySignIn, { credential: authenticator.get(challenge) });
  expect(signedIn.statusCode).toBe(200);
  expect(createCheck(MeSchema).mismatch(signedIn.json())).toBeNull();
  expect((await again.get(ROUTES.access)).json().me).toMatchObject({ name: 'ada', role: 'admin' });

  const path = ROUTES.passkey.replace(':id', listed.items[0].passkey_id);
  expect((await ada.delete(path)).statusCode).toBe(204);
  expect(short(await ada.delete(path))).toEqual([404, 'entry_not_found']);
});

test('[A5] what is no answer of an authenticator is refused before anything is looked at', async () => {
  const { browser } = await aQueenWithAccounts();
  const answers = [
    {},
    { credential: null },
    { credential: { id: 'a', rawId: 'a', type: 'public-key', response: {} } },
    {
      credential: {
        id: 'a'.repeat(2_000),
        rawId: 'a',
        type: 'public-key',
        response: { clientDataJSON: 'a', authenticatorData: 'a', signature: 'a' },
      },
    },
  ];
  for (const body of answers)
    expect(short(await browser().post(ROUTES.passkeySignIn, body))).toEqual([422, 'wrong_shape']);
  const response = { clientDataJSON: 'a', authenticatorData: 'a', signature: 'a' };
  const unknown = { credential: { id: 'a', rawId: 'a', type: 'public-key', response } };
  expect(short(await browser().post(ROUTES.passkeySignIn, unknown))).toEqual([401, 'sign_in_refused']);
});

test('[A5] where browsers have no passkeys there is no way to use them', async () => {
  const { admin } = await aQueenWithAccounts();
  const ada = await admin();
  const host = { host: '192.0.2.1', origin: 'http://192.0.2.1' };
  expect((await ada.get(ROUTES.access, host)).json().passkeys).toBe(false);
  expect(short(await ada.post(ROUTES.passkeyOptions, undefined, host))).toEqual([400, 'bad_request']);
  expect(passkeySite('http://192.0.2.1')).toBeNull();
});

test('[A5] a trusted proxy says who a person is, and only with the own page may that person change anything', async () => {
  const proxySignIn = { userHeader: 'Remote-User', groupsHeader: 'Remote-Groups' };
  const proxyRoles = { map: { ops: 'operator' }, byDefault: 'viewer' } as const;
  const config = { proxySignIn, trustedProxies: ['127.0.0.1'] };
  const { caller, browser } = await aQueenWithAccounts(config, { proxyRoles });
  const ada = { 'remote-user': 'ada', 'remote-groups': 'ops' };
  expect((await caller().get(ROUTES.access, ada)).json().me).toMatchObject({ name: 'ada', role: 'operator' });
  expect((await caller().get(ROUTES.hives, { 'remote-user': 'bob' })).statusCode).toBe(200);
  expect(short(await caller().post(ROUTES.invites, {}, ada))).toEqual([403, 'origin_not_allowed']);
  expect((await browser().post(ROUTES.invites, {}, ada)).statusCode).toBe(201);
  expect(short(await browser().post(ROUTES.newPasskey, undefined, ada))).toEqual([400, 'bad_request']);
});

test('[A5] the header of anybody but a trusted proxy is ignored and counted', async () => {
  const proxySignIn = { userHeader: 'Remote-User' };
  const proxyRoles = { map: {}, byDefault: 'admin' } as const;
  const config = { proxySignIn, trustedProxies: ['192.0.2.1'] };
  const { caller, admin, app } = await aQueenWithAccounts(config, { proxyRoles });
  expect(short(await caller().get(ROUTES.hives, { 'remote-user': 'root' }))).toEqual([
    401,
    'unauthenticated',
  ]);
  const token = (await (await admin()).post(ROUTES.tokens, { name: 'scrape', scopes: ['metrics'] })).json()
    .secret;
  const metrics = await app.inject({ url: ROUTES.metrics, headers: { authorization: `Bearer ${token}` } });
  expect(metrics.body).toContain('rbee_proxy_headers_ignored_total 1');
});
