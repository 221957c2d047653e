import { expect, test } from 'vitest';
import type { NewSession, Result } from '../access.ts';
import { anAccess, from, OPERATOR, setUpAdmin, TestClock, unwrap } from '../testing/index.ts';
import type { Fetch, ProviderSettings } from './index.ts';

const rules = { map: { ops: 'operator', root: 'admin' }, byDefault: null } as const;
const provider = (over: Partial<ProviderSettings> = {}): ProviderSettings => ({
  kind: 'github',
  id: 'git',
  name: 'Git',
  issuer: 'https://git.example',
  clientId: 'c',
  scopes: ['read:org'],
  claim: 'organizations',
  roles: rules,
  ...over,
});

/** Access control with a GitHub server that answers as this object says. */
async function aQueen(...providers: ProviderSettings[]) {
  const git: { id: number; login: string; groups: readonly string[]; isDown: boolean } = {
    id: 1,
    login: 'ada',
    groups: ['ops'],
    isDown: false,
  };
  const answer: Fetch = async (url) => {
    if (git.isDown) throw new TypeError('fetch failed');
    if (url.endsWith('/access_token')) return Response.json({ access_token: 'gho_1', token_type: 'bearer' });
    if (url.endsWith('/user')) return Response.json({ id: git.id, login: git.login });
    return Response.json(git.groups.map((login) => ({ login })));
  };
  const clock = new TestClock();
  const all = providers.length > 0 ? providers : [provider()];
  const access = await anAccess({ clock, providers: all, fetch: answer });
  const ended: string[] = [];
  access.onEnded((key) => ended.push(key));
  const signIn = async (id = 'git', state?: string): Promise<Result<{ session: NewSession }>> => {
    const way = { redirectUri: `https://queen.example/${id}`, returnTo: '/' };
    const begun = unwrap(await access.providers.begin(id, way, from()));
    const query = new URLSearchParams({
      code: 'c',
      state: state ?? new URL(begun.url).searchParams.get('state') ?? '',
    });
    return access.providers.finish(id, { query: query.toString(), binding: begun.binding }, from());
  };
  const names = () => access.people.users().map(({ name, role }) => `${name} ${role}`);
  const log = () =>
    access.audit
      .page({ limit: 20 })
      .items.map(({ who, what, target, result }) => `${who} ${what} ${target} ${result}`);
  return { access, git, signIn, names, ended, log, clock };
}

const refusedWith = (code: string) => ({ ok: false, refusal: { code } });

test('[A5] the first sign-in makes an account with the role of now, and further ones find it by its subject', async () => {
  const { access, git, signIn, names, log } = await aQueen();
  const { session } = unwrap(await signIn());
  expect(session.me).toMatchObject({ name: 'ada', role: 'operator' });
  expect(access.identify({ session: session.secret }, '192.0.2.1')).toMatchObject({
    principal: { name: 'ada', role: 'operator' },
  });
  Object.assign(git, { login: 'ada-renamed', groups: ['root'] });
  unwrap(await signIn());
  expect(names()).toEqual(['ada-renamed admin']);
  expect(access.people.users()[0]).toMatchObject({ provider: 'git', has_password: false });
  expect(log()).toContain('person:ada sign_in git (operator) ok');
});

test('[A5] no account is found by its name: who has that of a local admin gets another one', async () => {
  const { access, git, signIn, names } = await aQueen();
  await setUpAdmin(access, 'ada');
  unwrap(await signIn());
  Object.assign(git, { id: 2, login: 'ADA' });
  unwrap(await signIn());
  expect(names()).toEqual(['ada admin', 'ADA (Git 2) operator', 'ada (Git) operator']);
  unwrap(await signIn());
  expect(names()).toHaveLength(3);
});

test('[A5] the same subject of another issuer or another provider is another account', async () => {
  const other = provider({ id: 'other', name: 'Other', issuer: 'https://other.example' });
  const { signIn, names } = await aQueen(provider(), other);
  unwrap(await signIn());
  unwrap(await signIn('other'));
  expect(names()).toEqual(['ada operator', 'ada (Other) operator']);
});

test('[A5] whoever lost the role is refused, and the sessions of before end', async () => {
  const { access, git, signIn, ended, log } = await aQueen();
  const { session } = unwrap(await signIn());
  git.groups = ['guests'];
  expect(await signIn()).toMatchObject(refusedWith('sign_in_refused'));
  expect(access.identify({ session: session.secret }, '192.0.2.1')).toEqual({ ok: false, fault: 'unknown' });
  expect(ended).toHaveLength(1);
  expect(log()).toContain('stranger sign_in git (ada) no role');
});

test('[A5] whoever never had a role gets no account', async () => {
  const { git, signIn, names } = await aQueen();
  git.groups = [];
  expect(await signIn()).toMatchObject(refusedWith('sign_in_refused'));
  expect(names()).toEqual([]);
});

test('[A5] a smaller role ends what the sessions have open', async () => {
  const { access, git, signIn, ended } = await aQueen();
  git.groups = ['root'];
  const { session } = unwrap(await signIn());
  git.groups = ['ops'];
  unwrap(await signIn());
  expect(ended).toHaveLength(1);
  expect(access.identify({ session: session.secret }, '192.0.2.1')).toMatchObject({
    principal: { role: 'operator' },
  });
});

test('[A5] a provider that is down is 503, slows nobody down, and passwords still work', async () => {
  const { access, git, signIn, log } = await aQueen();
  await setUpAdmin(access, 'eve');
  git.isDown = true;
  for (let times = 0; times < 8; times += 1)
    expect(await signIn()).toMatchObject(refusedWith('provider_unavailable'));
  expect(log()).toContain('stranger sign_in git provider_unavailable: fetch failed');
  const password = 'correct horse battery';
  expect(await access.people.signIn({ name: 'eve', password }, from())).toMatchObject({ ok: true });
});

test('[A8] callbacks with a made-up state slow the address down', async () => {
  const { signIn } = await aQueen();
  const codes = [];
  for (let times = 0; times < 6; times += 1) {
    const result = await signIn('git', 'made-up');
    codes.push(result.ok ? 'ok' : result.refusal.code);
  }
  expect(codes).toEqual([...Array(5).fill('sign_in_refused'), 'too_many_attempts']);
});

test('[A5] accounts of a provider have no passkeys and no setup address', async () => {
  const { access, signIn } = await aQueen();
  const { session } = unwrap(await signIn());
  const known = access.identify({ session: session.secret }, '192.0.2.1');
  if (!known.ok || known.principal.kind !== 'person') throw new Error('nobody');
  const site = { rpId: 'queen.example', origin: 'https://queen.example' };
  expect(await access.passkeys.newOptions(known.principal, site, from())).toMatchObject(
    refusedWith('bad_request'),
  );
  expect(access.people.newSetup(known.principal.userId, OPERATOR)).toMatchObject(refusedWith('bad_request'));
});

test('[A5] an unknown provider is not found', async () => {
  const { access } = await aQueen();
  const way = { redirectUri: 'https://queen.example/x', returnTo: '/' };
  expect(await access.providers.begin('x', way, from())).toMatchObject(refusedWith('entry_not_found'));
  expect(access.providers.list()).toEqual([{ id: 'git', name: 'Git' }]);
});
