import { DatabaseSync } from 'node:sqlite';
import { ACCESS_LIMITS } from '@rbee/contract';
import { expect, test } from 'vitest';
import { Authenticator, type Forged } from '../testing/authenticator.ts';
import { passkeySite } from './passkey-site.ts';
import { PASSKEY_TABLE, PasskeyTable } from './passkey-table.ts';
import { PasskeyRing } from './passkeys.ts';

const site = { rpId: 'queen.example', origin: 'https://queen.example:7833' };
const ada = { userId: 'user-ada', name: 'ada' };
const bob = { userId: 'user-bob', name: 'bob' };

function aRing() {
  const clock = { ms: 1_700_000_000_000 };
  const database = new DatabaseSync(':memory:');
  database.exec(`CREATE TABLE users (user_id TEXT PRIMARY KEY) STRICT; ${PASSKEY_TABLE}`);
  for (const { userId } of [ada, bob]) database.prepare('INSERT INTO users VALUES (?)').run(userId);
  const now = () => clock.ms;
  const passkeys = new PasskeyRing(new PasskeyTable(database), { now, monotonic: now });
  const authenticator = new Authenticator(site);
  const add = async (by = authenticator, user = ada, forged: Forged = {}) => {
    const options = await passkeys.newOptions(user, site, 'x');
    return passkeys.add(user.userId, { name: 'laptop', credential: by.create(options, forged) }, site);
  };
  const signIn = async (forged: Forged = {}, by = authenticator) => {
    const options = await passkeys.signInOptions(site, 'x');
    return passkeys.signIn({ credential: by.get(options, forged) }, site);
  };
  return { passkeys, database, clock, authenticator, add, signIn };
}

const refused = { ok: false, refusal: { code: 'sign_in_refused' } };
const invalid = { ok: false, refusal: { code: 'bad_request' } };

test('[A5] a person adds a passkey, signs in with it without a name, and removes it', async () => {
  const { passkeys, add, signIn, clock } = aRing();
  const added = await add();
  expect(added).toMatchObject({ ok: true, value: { name: 'laptop', last_used_at: null } });
  clock.ms += 1_000;
  expect(await signIn()).toEqual({ ok: true, value: 'user-ada' });
  const [passkey] = passkeys.of('user-ada');
  expect(passkey?.last_used_at).toBe(new Date(clock.ms).toISOString());
  const id = passkey?.passkey_id ?? '';
  expect([passkeys.remove('user-bob', id), passkeys.remove('user-ada', id)]).toEqual([false, true]);
  expect(await signIn()).toMatchObject(refused);
});

test('[A5] options ask for a discoverable passkey of this site, without certificates, and not twice for one authenticator', async () => {
  const { passkeys, add } = aRing();
  await add();
  expect(await passkeys.newOptions(ada, site, 'x')).toMatchObject({
    rp: { id: 'queen.example' },
    user: { name: 'ada' },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
    excludeCredentials: [{ type: 'public-key', transports: ['internal'] }],
  });
  const options = await passkeys.signInOptions(site, 'x');
  expect(options).toMatchObject({ rpId: 'queen.example', userVerification: 'preferred', timeout: 300_000 });
  expect(options.allowCredentials ?? []).toEqual([]);
});

test('[A5] a challenge is signed once, within 5 minutes, and only for what it was given for', async () => {
  const { passkeys, add, authenticator, clock } = aRing();
  await add();
  const options = await passkeys.signInOptions(site, 'x');
  expect(await passkeys.signIn({ credential: authenticator.get(options) }, site)).toMatchObject({ ok: true });
  expect(await passkeys.signIn({ credential: authenticator.get(options) }, site)).toMatchObject(refused);
  const late = await passkeys.signInOptions(site, 'x');
  clock.ms += 5 * 60 * 1_000;
  expect(await passkeys.signIn({ credential: authenticator.get(late) }, site)).toMatchObject(refused);
  const forNew = await passkeys.newOptions(ada, site, 'x');
  expect(await passkeys.signIn({ credential: authenticator.get(forNew) }, site)).toMatchObject(refused);
  const forBob = await passkeys.newOptions(bob, site, 'x');
  const credential = new Authenticator(site).create(forBob);
  expect(await passkeys.add('user-ada', { name: 'x', credential }, site)).toMatchObject(invalid);
});

test.each([
  ['of a page of another origin', { origin: 'https://evil.example' }],
  ['of another port', { origin: 'https://queen.example' }],
  ['for another site', { rpId: 'evil.example' }],
  ['without a touch', { userPresent: false }],
])('[A5] a passkey %s is refused', async (_what, forged) => {
  const { add, signIn, passkeys } = aRing();
  expect(await add(new Authenticator(site), ada, forged)).toMatchObject(invalid);
  expect(passkeys.of('user-ada')).toEqual([]);
  await add();
  expect(await signIn(forged)).toMatchObject(refused);
});

test('[A5] a counter that does not grow shows a copy, and is refused', async () => {
  const { add, signIn } = aRing();
  await add();
  expect(await signIn({ counter: 7 })).toMatchObject({ ok: true });
  expect(await signIn({ counter: 7 })).toMatchObject(refused);
  expect(await signIn({ counter: 0 })).toMatchObject(refused);
  expect(await signIn({ counter: 8 })).toMatchObject({ ok: true });
});

test('[A5] an authenticator that does not count can be used again', async () => {
  const { add, signIn, authenticator } = aRing();
  authenticator.counter = null;
  await add();
  expect([await signIn(), await signIn()]).toMatchObject([{ ok: true }, { ok: true }]);
});

test('[A5] another key with the same id, or for another account, is refused', async () => {
  const { add, signIn, passkeys, authenticator } = aRing();
  await add();
  expect(await signIn({ userHandle: Buffer.from('user-bob').toString('base64url') })).toMatchObject(refused);
  expect(await add(authenticator, bob)).toMatchObject(invalid);
  const options = await passkeys.signInOptions(site, 'x');
  const { id, rawId } = authenticator.get(options);
  const other = new Authenticator(site).get(options);
  expect(await passkeys.signIn({ credential: { ...other, id, rawId } }, site)).toMatchObject(refused);
});

test('[A5] certificates are not looked at', async () => {
  const certificates = new Map<string, unknown>([
    ['alg', -7],
    ['sig', new Uint8Array(64)],
    ['x5c', [new Uint8Array(8)]],
  ]);
  const answer = await aRing().add(undefined, ada, { attestation: { fmt: 'packed', attStmt: certificates } });
  expect(answer).toMatchObject({ ...invalid, refusal: { detail: expect.stringContaining('certificates') } });
});

test('[A5] an account has a bounded number of passkeys', async () => {
  const { add, passkeys } = aRing();
  for (let number = 0; number < ACCESS_LIMITS.maxPasskeys; number += 1) await add(new Authenticator(site));
  expect(await add(new Authenticator(site))).toMatchObject(invalid);
  expect(passkeys.of('user-ada')).toHaveLength(ACCESS_LIMITS.maxPasskeys);
});

test('[A5] a removed account takes its passkeys with it', async () => {
  const { add, signIn, database } = aRing();
  await add();
  database.exec("DELETE FROM users WHERE user_id = 'user-ada'");
  expect(await signIn()).toMatchObject(refused);
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
