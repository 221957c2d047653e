import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CLIENT, LoopbackProvider, REDIRECT_URI } from '../testing/loopback-provider.ts';
import type { Fetch } from './bounded-fetch.ts';
import { Providers } from './providers.ts';
import type { ProviderSettings } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'rbee-oidc-'));
const clientSecretFile = join(folder, 'secret');
const from = { address: '192.0.2.1', agent: '' };
const way = { redirectUri: REDIRECT_URI, returnTo: '/hives/gpu-1' };
let loopback: LoopbackProvider;
const ada = { sub: 'ada-1', claims: { preferred_username: 'ada', groups: ['ops'] } };

beforeAll(async () => {
  writeFileSync(clientSecretFile, `${CLIENT.secret}\n`);
  loopback = await LoopbackProvider.start();
});
afterEach(() => {
  loopback.person = ada;
});
afterAll(async () => {
  await loopback.stop();
  rmSync(folder, { recursive: true });
});

function aQueen(settings: Partial<ProviderSettings> = {}, fetching: Fetch = fetch) {
  const clock = { ms: 0 };
  const one: ProviderSettings = {
    kind: 'oidc',
    id: 'loop',
    name: 'Loop',
    issuer: loopback.issuer,
    clientId: CLIENT.id,
    clientSecretFile,
    scopes: ['openid', 'profile', 'email'],
    claim: 'groups',
    roles: { map: { ops: 'operator' }, byDefault: null },
    ...settings,
  };
  return { providers: new Providers([one], { fetch: fetching, monotonic: () => clock.ms }), clock };
}

async function begun(providers: Providers) {
  const answer = await providers.begin('loop', way, from);
  if (!answer.ok) throw new Error(answer.refused.reason);
  return answer.value;
}

/** Signs in; `change` can alter what the browser is sent to, and what it comes back with. */
async function signIn(
  providers: Providers,
  change: { there?: (url: URL) => void; back?: (url: URL) => void } = {},
) {
  const { url, binding } = await begun(providers);
  const there = new URL(url);
  change.there?.(there);
  const back = await loopback.browse(there.href);
  change.back?.(back);
  return { answer: await providers.finish('loop', back.search, binding), back, binding };
}

test('[A5] a person signs in with a provider, and gets the role of its group', async () => {
  const { answer } = await signIn(aQueen().providers);
  expect(answer).toEqual({
    ok: true,
    returnTo: '/hives/gpu-1',
    identity: {
      providerId: 'loop',
      providerName: 'Loop',
      issuer: `${loopback.issuer}/`,
      subject: 'ada-1',
      name: 'ada',
      role: 'operator',
    },
  });
});

test('[A5] goes to the provider with state, nonce and PKCE (S256)', async () => {
  const { providers } = aQueen();
  const [first, second] = [new URL((await begun(providers)).url), new URL((await begun(providers)).url)];
  expect(Object.fromEntries(first.searchParams)).toMatchObject({
    response_type: 'code',
    client_id: 'rbee',
    redirect_uri: REDIRECT_URI,
    code_challenge_method: 'S256',
  });
  for (const name of ['state', 'nonce', 'code_challenge']) {
    expect(first.searchParams.get(name)).toMatch(/^[\w-]{43}$/);
    expect(first.searchParams.get(name)).not.toBe(second.searchParams.get(name));
  }
});

test('[A5] the role is that of the rules of each time', async () => {
  const { providers } = aQueen();
  loopback.person = { ...ada, claims: { preferred_username: 'ada', groups: ['guests'] } };
  expect((await signIn(providers)).answer).toMatchObject({ identity: { name: 'ada', role: null } });
  loopback.person = ada;
  expect((await signIn(providers)).answer).toMatchObject({ identity: { name: 'ada', role: 'operator' } });
});

const refusedFor = (reason: string) => ({
  ok: false,
  refused: { code: 'sign_in_refused', reason: expect.stringContaining(reason) },
});

test('[A5] a state is taken once', async () => {
  const { providers } = aQueen();
  const { answer, back, binding } = await signIn(providers);
  expect(answer.ok).toBe(true);
  expect(await providers.finish('loop', back.search, binding)).toMatchObject(refusedFor('used state'));
});

test('[A5] a state expires after ten minutes', async () => {
  const { providers, clock } = aQueen();
  const late = {
    back: () => {
      clock.ms += 10 * 60 * 1_000;
    },
  };
  expect((await signIn(providers, late)).answer).toMatchObject(refusedFor('expired'));
});

test('[A5] a sign-in that another browser began is refused', async () => {
  const { providers } = aQueen();
  for (const binding of [undefined, '', (await begun(providers)).binding]) {
    const back = await loopback.browse((await begun(providers)).url);
    expect(await providers.finish('loop', back.search, binding)).toMatchObject(refusedFor('unknown'));
  }
});

test('[A5] an ID token with another nonce is refused', async () => {
  const other = { there: (url: URL) => url.searchParams.set('nonce', 'x'.repeat(43)) };
  expect((await signIn(aQueen().providers, other)).answer).toMatchObject(refusedFor('nonce'));
});

test('[A5] a code for another PKCE secret is refused', async () => {
  const other = { there: (url: URL) => url.searchParams.set('code_challenge', 'x'.repeat(43)) };
  expect((await signIn(aQueen().providers, other)).answer).toMatchObject(refusedFor('invalid_grant'));
});

test('[A5] an answer of another issuer (RFC 9207) is refused', async () => {
  const other = { back: (url: URL) => url.searchParams.set('iss', 'https://evil.example') };
  expect((await signIn(aQueen().providers, other)).answer).toMatchObject(refusedFor('iss'));
});

test('[A5] a person who declines at the provider is refused', async () => {
  const declined = {
    back: (url: URL) => {
      url.searchParams.delete('code');
      url.searchParams.set('error', 'access_denied');
    },
  };
  expect((await signIn(aQueen().providers, declined)).answer).toMatchObject(refusedFor('access_denied'));
});

/** A fetch whose answers of the token endpoint are changed. */
const tokensChanged = (change: (idToken: string) => string): Fetch => {
  return async (url, request) => {
    const answer = await fetch(url, request);
    if (!url.endsWith('/token')) return answer;
    const tokens = await answer.json();
    return Response.json({ ...tokens, id_token: change(tokens.id_token) });
  };
};

test.each([
  ['another audience', { aud: 'another-client' }, 'audience'],
  ['an expired time', { exp: 1 }, 'exp'],
  ['a time that another clock gave 61 s ago', { exp: Math.floor(Date.now() / 1_000) - 61 }, 'exp'],
  [
    'a time within 60 s, but without a valid signature',
    { exp: Math.floor(Date.now() / 1_000) - 20 },
    'signature',
  ],
  ['another issuer', { iss: 'https://evil.example' }, 'issuer'],
  ['another subject, without a valid signature', { sub: 'root-1' }, 'signature'],
])('[A5] an ID token with %s is refused', async (_what, claims, reason) => {
  const forged = tokensChanged((token) => {
    const [head = '', body = '', signature = ''] = token.split('.');
    const changed = { ...JSON.parse(Buffer.from(body, 'base64url').toString()), ...claims };
    return [head, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
  });
  expect((await signIn(aQueen({}, forged).providers)).answer).toMatchObject(refusedFor(reason));
});

test('[A5] groups that only the userinfo endpoint has count', async () => {
  const quiet = await LoopbackProvider.start({ claimsInIdToken: false });
  try {
    const { providers } = aQueen({ issuer: quiet.issuer });
    const { url, binding } = await begun(providers);
    const back = await quiet.browse(url);
    expect(await providers.finish('loop', back.search, binding)).toMatchObject({
      identity: { name: 'ada', role: 'operator' },
    });
  } finally {
    await quiet.stop();
  }
});

test('[A5] an e-mail address counts only if the provider verified it', async () => {
  const { providers } = aQueen({
    claim: 'email',
    roles: { map: { 'ada@x.example': 'admin' }, byDefault: null },
  });
  const claims = { email: 'ada@x.example' };
  loopback.person = { sub: 'ada-1', claims: { ...claims, email_verified: false } };
  expect((await signIn(providers)).answer).toMatchObject({ identity: { role: null } });
  loopback.person = { sub: 'ada-1', claims: { ...claims, email_verified: true } };
  expect((await signIn(providers)).answer).toMatchObject({ identity: { role: 'admin' } });
});

test('[A5] a provider that is down is asked again after 5 s, not at each sign-in', async () => {
  let requests = 0;
  let isDown = true;
  const { providers, clock } = aQueen({}, async (url, request) => {
    requests += 1;
    if (isDown)
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });
    return fetch(url, request);
  });
  const unavailable = {
    ok: false,
    refused: { code: 'provider_unavailable', reason: 'fetch failed (ECONNREFUSED)' },
  };
  for (let times = 0; times < 10; times += 1)
    expect(await providers.begin('loop', way, from)).toMatchObject(unavailable);
  expect(requests).toBe(1);
  isDown = false;
  clock.ms += 5_000;
  expect((await signIn(providers)).answer.ok).toBe(true);
});

test.each([
  ['a server error', async () => new Response('no', { status: 502 })],
  [
    'a page instead of metadata',
    async () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
  ],
  ['metadata of another issuer', async () => Response.json({ issuer: 'https://evil.example' })],
  ['a redirect', async () => Response.redirect('https://evil.example/')],
  ['metadata without an end', async () => new Response('x'.repeat(2 * 1024 * 1024))],
])('[A5] %s of a provider is provider_unavailable', async (_what, answer) => {
  const { providers } = aQueen({}, answer);
  expect(await providers.begin('loop', way, from)).toMatchObject({
    ok: false,
    refused: { code: 'provider_unavailable' },
  });
});

test('[A5] a wrong client secret is a fault of the settings, and its text is not shown', async () => {
  const wrong = join(folder, 'wrong');
  writeFileSync(wrong, 'not-the-secret-of-this-client');
  const { answer } = await signIn(aQueen({ clientSecretFile: wrong }).providers);
  expect(answer).toMatchObject({ refused: { code: 'provider_unavailable' } });
  expect(JSON.stringify(answer)).not.toContain('not-the-secret');
  const missing = await signIn(aQueen({ clientSecretFile: join(folder, 'missing') }).providers);
  expect(missing.answer).toMatchObject({ refused: { code: 'provider_unavailable' } });
});

test('[A5] metadata that name an address without TLS elsewhere are not followed', async () => {
  const asked: string[] = [];
  const { providers } = aQueen({}, async (url, request) => {
    asked.push(new URL(url).origin);
    const answer = await fetch(url, request);
    const metadata = await answer.json();
    return Response.json({ ...metadata, token_endpoint: 'http://evil.example/token' });
  });
  expect((await signIn(providers)).answer).toMatchObject({ refused: { code: 'provider_unavailable' } });
  expect(asked).not.toContain('http://evil.example');
});
