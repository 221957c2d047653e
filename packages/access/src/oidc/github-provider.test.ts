import { expect, test } from 'vitest';
import type { Fetch } from './bounded-fetch.ts';
import { Providers } from './providers.ts';
import type { ProviderSettings } from './settings.ts';

const from = { address: '192.0.2.1', agent: '' };
const way = { redirectUri: 'https://queen.example/v1/access/oidc/github/callback', returnTo: '/' };

/** Answers of GitHub's documents (https://docs.github.com/rest), cut to what is read. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  'https://github.com/login/oauth/access_token': {
    access_token: 'gho_1',
    token_type: 'bearer',
    scope: 'read:org',
  },
  'https://api.github.com/user': { login: 'octocat', id: 583231, type: 'User' },
  'https://api.github.com/user/orgs?per_page=100&page=1': [{ login: 'github', id: 1 }],
  'https://api.github.com/user/teams?per_page=100&page=1': [
    { id: 1, slug: 'justice-league', organization: { login: 'github' } },
  ],
};

function aQueen(settings: Partial<ProviderSettings> = {}, answers = ANSWERS) {
  const asked: { url: string; body: string; authorization: string | null }[] = [];
  const fetching: Fetch = async (url, { body, headers }) => {
    const authorization = new Headers(headers).get('authorization');
    asked.push({ url, body: String(body ?? ''), authorization });
    const answer = answers[url];
    return answer instanceof Response ? answer : Response.json(answer ?? {}, { status: answer ? 200 : 404 });
  };
  const one: ProviderSettings = {
    kind: 'github',
    id: 'github',
    name: 'GitHub',
    issuer: 'https://github.com',
    clientId: 'Iv1.8a61f9b3a7aba766',
    scopes: ['read:org'],
    claim: 'organizations',
    roles: {
      map: { github: 'viewer', 'github/justice-league': 'operator', '583231': 'admin' },
      byDefault: null,
    },
    ...settings,
  };
  const providers = new Providers([one], { fetch: fetching, monotonic: () => 0 });
  const signIn = async (query: Record<string, string> = {}) => {
    const begun = await providers.begin('github', way, from);
    if (!begun.ok) throw new Error(begun.refused.reason);
    const there = new URL(begun.value.url);
    const state = there.searchParams.get('state') ?? '';
    const back = new URLSearchParams({ code: 'c1', state, ...query }).toString();
    return { there, answer: await providers.finish('github', back, begun.value.binding) };
  };
  return { signIn, asked };
}

test('[A5] a person signs in with GitHub by the number of the account, and gets the role of its organization', async () => {
  const { signIn, asked } = aQueen();
  const { there, answer } = await signIn();
  expect(`${there.origin}${there.pathname}`).toBe('https://github.com/login/oauth/authorize');
  expect(there.searchParams.get('code_challenge_method')).toBe('S256');
  expect(answer).toMatchObject({
    ok: true,
    identity: { issuer: 'https://github.com/', subject: '583231', name: 'octocat', role: 'viewer' },
  });
  expect(new URLSearchParams(asked[0]?.body).get('code_verifier')).toMatch(/^[\w-]{43}$/);
  expect(asked.slice(1).map(({ authorization }) => authorization)).toEqual(['Bearer gho_1', 'Bearer gho_1']);
});

test.each([
  ['teams', 'operator'],
  ['id', 'admin'],
])('[A5] the roles of GitHub can be those of %s', async (claim, role) => {
  expect((await aQueen({ claim }).signIn()).answer).toMatchObject({ identity: { role } });
});

test('[A5] all pages of the organizations are read, up to ten', async () => {
  const page = (number: number) => `https://api.github.com/user/orgs?per_page=100&page=${number}`;
  const full = Array.from({ length: 100 }, (_, number) => ({ login: `org-${number}` }));
  const answers: Record<string, unknown> = { ...ANSWERS, [page(1)]: full, [page(2)]: [{ login: 'github' }] };
  expect((await aQueen({}, answers).signIn()).answer).toMatchObject({ identity: { role: 'viewer' } });
  for (let number = 1; number <= 12; number += 1) answers[page(number)] = full;
  const { signIn, asked } = aQueen({}, answers);
  expect((await signIn()).answer).toMatchObject({ identity: { name: 'octocat', role: null } });
  expect(asked.filter(({ url }) => url.includes('/orgs'))).toHaveLength(10);
});

test('[A5] a GitHub server has its API below its own address', async () => {
  const ours = 'https://git.example';
  const answers = {
    [`${ours}/login/oauth/access_token`]: ANSWERS['https://github.com/login/oauth/access_token'],
    [`${ours}/api/v3/user`]: ANSWERS['https://api.github.com/user'],
    [`${ours}/api/v3/user/orgs?per_page=100&page=1`]: [{ login: 'github' }],
  };
  const { answer } = await aQueen({ issuer: `${ours}/` }, answers).signIn();
  expect(answer).toMatchObject({ ok: true, identity: { role: 'viewer' } });
});

test('[A5] a code that GitHub does not take is refused', async () => {
  const wrong = {
    error: 'bad_verification_code',
    error_description: 'The code passed is incorrect or expired.',
  };
  const answers = { ...ANSWERS, 'https://github.com/login/oauth/access_token': wrong };
  expect((await aQueen({}, answers).signIn()).answer).toMatchObject({ refused: { code: 'sign_in_refused' } });
  expect((await aQueen().signIn({ state: 'x' })).answer).toMatchObject({
    refused: { code: 'sign_in_refused' },
  });
});

test.each([
  ['https://api.github.com/user', new Response('no', { status: 502 })],
  ['https://api.github.com/user/orgs?per_page=100&page=1', { message: 'no list' }],
  ['https://github.com/login/oauth/access_token', new Response('no', { status: 500 })],
])('[A5] GitHub that fails at %s is provider_unavailable', async (url, answer) => {
  const refused = (await aQueen({}, { ...ANSWERS, [url]: answer }).signIn()).answer;
  expect(refused).toMatchObject({ refused: { code: 'provider_unavailable' } });
});
