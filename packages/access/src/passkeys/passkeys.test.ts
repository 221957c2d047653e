import { ACCESS_LIMITS } from '@rbee/contract';
import { expect, test } from 'vitest';
import type { NewSession, Result } from '../access.ts';
import { passkeySite } from '../passkey-site.ts';
import type { PersonPrincipal } from '../principal.ts';
import {
  Authenticator,
  anAccess,
  codeOf,
  type Forged,
  from,
  PASSWORD,
  secretIn,
  setUpAdmin,
  TestClock,
  unwrap,
} from '../testing/index.ts';

const site = { rpId: 'queen.example', origin: 'https://queen.example:7833' };

/** Access control with the admin `ada` and the viewer `bob`, both signed in. */
async function aQueen() {
  const clock = new TestClock();
  const access = await anAccess({ clock });
  const personOf = (session: NewSession): PersonPrincipal => {
    const known = access.identify({ session: session.secret }, '192.0.2.1');
    if (!known.ok || known.principal.kind !== 'person') throw new Error('nobody');
    return known.principal;
  };
  const ada = personOf(await setUpAdmin(access));
  const added = unwrap(access.people.addUser({ name: 'bob', role: 'viewer' }, { who: 'x', address: null }));
  const secret = secretIn(added.setup_path);
  const bob = personOf(
    unwrap(await access.people.setUp({ secret, name: 'bob', password: PASSWORD }, from())),
  );
  const authenticator = new Authenticator(site);
  const { passkeys } = access;
  const add = async (by = authenticator, person = ada, forged: Forged = {}) => {
    const options = await passkeys.newOptions(person, site, from());
    if (!options.ok) return options;
    return passkeys.add(
      person,
      { name: 'laptop', credential: by.create(options.value, forged) },
      site,
      from(),
    );
  };
  const signIn = async (forged: Forged = {}, by = authenticator) => {
    const options = await passkeys.signInOptions(site, from());
    return passkeys.signIn({ credential: by.get(options, forged) }, site, from());
  };
  return { access, passkeys, clock, authenticator, add, signIn, ada, bob };
}

/** The name of who signed in, or why nobody did. */
const whoIn = (result: Result<NewSession>): string =>
  result.ok ? result.value.me.name : result.refusal.code;

test('[A5] a person adds a passkey, signs in with it without a name, and removes it', async () => {
  const { access, passkeys, add, signIn, clock, ada, bob } = await aQueen();
  expect(await add()).toMatchObject({ ok: true, value: { name: 'laptop', last_used_at: null } });
  clock.pass(1_000);
  expect(whoIn(await signIn())).toBe('ada');
  const [passkey] = passkeys.of(ada);
  expect(passkey?.last_used_at).toBe(new Date(clock.wall).toISOString());
  expect(access.people.users().find(({ name }) => name === 'ada')?.passkeys).toBe(1);
  const id = passkey?.passkey_id ?? '';
  expect(codeOf(passkeys.remove(bob, id, from()))).toBe('entry_not_found');
  expect(codeOf(passkeys.remove(ada, id, from()))).toBe('ok');
  expect(whoIn(await signIn())).toBe('sign_in_refused');
  const seen = access.audit
    .page({ limit: 10 })
    .items.map(({ who, what, target }) => `${who} ${what} ${target}`);
  expect(seen).toEqual(
    expect.arrayContaining([
      'person:ada passkey_added laptop',
      'person:ada sign_in passkey',
      'person:ada passkey_removed laptop',
    ]),
  );
});

test('[A5] options ask for a discoverable passkey of this site, without certificates, and not twice for one authenticator', async () => {
  const { passkeys, add, ada } = await aQueen();
  await add();
  expect(unwrap(await passkeys.newOptions(ada, site, from()))).toMatchObject({
    rp: { id: 'queen.example' },
    user: { name: 'ada' },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
    excludeCredentials: [{ type: 'public-key', transports: ['internal'] }],
  });
  const options = await passkeys.signInOptions(site, from());
  expect(options).toMatchObject({ rpId: 'queen.example', userVerification: 'preferred', timeout: 300_000 });
  expect(options).not.toHaveProperty('allowCredentials.0');
});

test('[A5] a challenge is signed once, within 5 minutes, and only for what it was given for', async () => {
  const { passkeys, add, authenticator, clock, ada, bob } = await aQueen();
  await add();
  const answer = (options: { challenge: string }) =>
    passkeys.signIn({ credential: authenticator.get(options) }, site, from());
  const options = await passkeys.signInOptions(site, from());
  expect([whoIn(await answer(options)), whoIn(await answer(options))]).toEqual(['ada', 'sign_in_refused']);
  const late = await passkeys.signInOptions(site, from());
  clock.pass(5 * 60 * 1_000);
  expect(whoIn(await answer(late))).toBe('sign_in_refused');
  const forNew = unwrap(await passkeys.newOptions(ada, site, from()));
  expect(whoIn(await answer(forNew))).toBe('sign_in_refused');
  const forBob = unwrap(await passkeys.newOptions(bob, site, from()));
  const credential = new Authenticator(site).create(forBob);
  expect(codeOf(await passkeys.add(ada, { name: 'x', credential }, site, from()))).toBe('bad_request');
});

test.each([
  ['of a page of another origin', { origin: 'https://evil.example' }],
  ['of another port', { origin: 'https://queen.example' }],
  ['for another site', { rpId: 'evil.example' }],
  ['without a touch', { userPresent: false }],
])('[A5] a passkey %s is refused', async (_what, forged) => {
  const { add, signIn, passkeys, ada } = await aQueen();
  expect(codeOf(await add(new Authenticator(site), ada, forged))).toBe('bad_request');
  expect(passkeys.of(ada)).toEqual([]);
  await add();
  expect(whoIn(await signIn(forged))).toBe('sign_in_refused');
});

test('[A5] a counter that does not grow shows a copy, and is refused', async () => {
  const { add, signIn } = await aQueen();
  await add();
  const outcomes = [];
  for (const counter of [7, 7, 0, 8]) outcomes.push(whoIn(await signIn({ counter })));
  expect(outcomes).toEqual(['ada', 'sign_in_refused', 'sign_in_refused', 'ada']);
});

test('[A5] an authenticator that does not count can be used again', async () => {
  const { add, signIn, authenticator } = await aQueen();
  authenticator.counter = null;
  await add();
  expect([whoIn(await signIn()), whoIn(await signIn())]).toEqual(['ada', 'ada']);
});

test('[A5] another key with the same id, or for another account, is refused', async () => {
  const { add, signIn, passkeys, authenticator, bob } = await aQueen();
  await add();
  const userHandle = Buffer.from(bob.userId).toString('base64url');
  expect(whoIn(await signIn({ userHandle }))).toBe('sign_in_refused');
  expect(codeOf(await add(authenticator, bob))).toBe('bad_request');
  const options = await passkeys.signInOptions(site, from());
  const { id, rawId } = authenticator.get(options);
  const credential = { ...new Authenticator(site).get(options), id, rawId };
  expect(whoIn(await passkeys.signIn({ credential }, site, from()))).toBe('sign_in_refused');
});

test('[A5] a passkey with certificates, which nobody asked for, is refused', async () => {
  const certificates = new Map<string, unknown>([
    ['alg', -7],
    ['sig', new Uint8Array(64)],
    ['x5c', [new Uint8Array(8)]],
  ]);
  const { add } = await aQueen();
  const forged = { attestation: { fmt: 'packed', attStmt: certificates } };
  expect(codeOf(await add(undefined, undefined, forged))).toBe('bad_request');
});

test('[A5] an account has a bounded number of passkeys', async () => {
  const { add, passkeys, ada } = await aQueen();
  for (let number = 0; number < ACCESS_LIMITS.maxPasskeys; number += 1) await add(new Authenticator(site));
  expect(codeOf(await add(new Authenticator(site)))).toBe('bad_request');
  expect(passkeys.of(ada)).toHaveLength(ACCESS_LIMITS.maxPasskeys);
});

test('[A5] a passkey whose session ends while it is checked is not added', async () => {
  const { access, passkeys, authenticator, ada } = await aQueen();
  const credential = authenticator.create(unwrap(await passkeys.newOptions(ada, site, from())));
  const adding = passkeys.add(ada, { name: 'laptop', credential }, site, from());
  unwrap(access.people.endSession(ada.sessionId ?? '', { who: 'machine', address: null }));
  expect(codeOf(await adding)).toBe('unauthenticated');
  expect(passkeys.of(ada)).toEqual([]);
});

test('[A5] a removed account takes its passkeys with it', async () => {
  const { access, add, signIn, authenticator, bob } = await aQueen();
  await add(authenticator, bob);
  expect(whoIn(await signIn())).toBe('bob');
  unwrap(access.people.removeUser(bob.userId, { who: 'x', address: null }));
  expect(whoIn(await signIn())).toBe('sign_in_refused');
});

test('[A8] passkeys that are refused slow the next attempt of the address down', async () => {
  const { signIn } = await aQueen();
  const outcomes = [];
  for (let times = 0; times < 6; times += 1) outcomes.push(whoIn(await signIn()));
  expect(outcomes.slice(0, 5)).toEqual(Array(5).fill('sign_in_refused'));
  expect(outcomes[5]).toBe('too_many_attempts');
});

test.each([
  ['https://queen.example:7833/below', { rpId: 'queen.example', origin: 'https://queen.example:7833' }],
  ['http://localhost:7833', { rpId: 'localhost', origin: 'http://localhost:7833' }],
  ['http://queen.example', null],
  ['https://192.0.2.1', null],
  ['https://[::1]:7833', null],
  ['no address', null],
])('[A5] the site of passkeys at %s: %j', (address, expected) => {
  expect(passkeySite(address)).toEqual(expected);
});
