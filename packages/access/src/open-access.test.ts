import { chmodSync, cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import { AccessUnavailable } from './access-unavailable.ts';
import {
  aFolder,
  anAccess,
  codeOf,
  from,
  OPERATOR,
  PASSWORD,
  secretIn,
  setUpAdmin,
  TestClock,
  unwrap,
} from './testing/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const invited = (access: Awaited<ReturnType<typeof anAccess>>, id: string) => {
  const { code } = unwrap(access.hives.invite({}, OPERATOR));
  return { code, token: unwrap(access.hives.join({ code, hive_id: id }, from())).token };
};

test('the files are for their owner only, also those that were not', async () => {
  using folder = aFolder();
  const file = join(folder.path, 'data', 'access.db');
  const modes = () => {
    const data = join(folder.path, 'data');
    return readdirSync(data).map((it) => `${it} ${(statSync(join(data, it)).mode & 0o777).toString(8)}`);
  };
  const first = await anAccess({ file });
  await setUpAdmin(first);
  expect(modes()).toEqual(['access.db 600', 'access.db-shm 600', 'access.db-wal 600']);
  await first.close();
  chmodSync(file, 0o644);
  const second = await anAccess({ file });
  expect(modes()).toEqual(['access.db 600', 'access.db-shm 600', 'access.db-wal 600']);
  await second.close();
});

test('everything is there after a restart, but for the secret of the first admin', async () => {
  using folder = aFolder();
  const file = join(folder.path, 'access.db');
  const first = await anAccess({ file });
  const secret = first.setupSecret() ?? '';
  const { token } = invited(first, 'a');
  await first.close();
  const second = await anAccess({ file });
  const setUp = (it: string) => second.people.setUp({ secret: it, name: 'ada', password: PASSWORD }, from());
  expect(second.setupSecret()).not.toBe(secret);
  expect(codeOf(await setUp(secret))).toBe('setup_refused');
  expect(codeOf(await setUp(second.setupSecret() ?? ''))).toBe('ok');
  expect(second.identify({ bearer: token }, '')).toMatchObject({ principal: { hiveId: 'a' } });
  await second.close();
});

test('a queen learns in its next second what a command did, and tells who ended', async () => {
  using folder = aFolder();
  const file = join(folder.path, 'access.db');
  const queen = await anAccess({ file });
  const { secret: session } = await setUpAdmin(queen);
  const hive = invited(queen, 'a').token;
  const program = unwrap(queen.programs.add({ name: 'ci', scopes: ['read'] }, OPERATOR));
  const ended: string[] = [];
  queen.onEnded((key) => ended.push(key));
  queen.identify({ bearer: hive }, '192.0.2.7');
  const command = await anAccess({ file, isQueen: false });
  expect(command.setupSecret()).toBeNull();
  unwrap(command.programs.revoke(program.token.token_id, { who: 'machine', address: null }));
  unwrap(command.hives.revoke('a', OPERATOR));
  const added = unwrap(command.programs.add({ name: 'scrape', scopes: ['metrics'] }, OPERATOR));
  expect(queen.identify({ bearer: hive }, '192.0.2.7').ok).toBe(true);
  queen.tick();
  expect(queen.hives.list().items[0]?.last_address).toBe('192.0.2.7');
  expect(ended.sort()).toEqual(['hive:a', `program:${program.token.token_id}`]);
  expect(queen.identify({ bearer: hive }, '')).toEqual({ ok: false, fault: 'revoked' });
  expect(queen.identify({ bearer: program.secret }, '')).toEqual({ ok: false, fault: 'revoked' });
  expect(queen.identify({ bearer: added.secret }, '').ok).toBe(true);
  expect(queen.identify({ session }, '').ok).toBe(true);
  await command.close();
  await queen.close();
});

test('a change is made on what another process wrote just before', async () => {
  using folder = aFolder();
  const file = join(folder.path, 'access.db');
  const queen = await anAccess({ file });
  const command = await anAccess({ file, isQueen: false });
  const { invite, code } = unwrap(queen.hives.invite({}, OPERATOR));
  unwrap(command.hives.revokeInvite(invite.invite_id, OPERATOR));
  expect(codeOf(queen.hives.join({ code, hive_id: 'a' }, from()))).toBe('join_refused');
  await command.close();
  await queen.close();
});

test('a copied data folder has the same accounts and tokens', async () => {
  using folder = aFolder();
  const file = join(folder.path, 'one', 'access.db');
  const queen = await anAccess({ file });
  await setUpAdmin(queen);
  const { token } = invited(queen, 'a');
  cpSync(join(folder.path, 'one'), join(folder.path, 'two'), { recursive: true });
  const copy = await anAccess({ file: join(folder.path, 'two', 'access.db') });
  expect(copy.identify({ bearer: token }, '').ok).toBe(true);
  unwrap(copy.hives.revoke('a', OPERATOR));
  expect(queen.identify({ bearer: token }, '').ok).toBe(true);
  expect(codeOf(await copy.people.signIn({ name: 'ada', password: PASSWORD }, from()))).toBe('ok');
  await copy.close();
  await queen.close();
});

test('whoever uses a setup address is alone in the account: its sessions and passkeys end', async () => {
  using folder = aFolder();
  const file = join(folder.path, 'access.db');
  const queen = await anAccess({ file });
  const { secret } = await setUpAdmin(queen);
  const userId = queen.people.users()[0]?.user_id ?? '';
  const other = new DatabaseSync(file);
  const insert = `INSERT INTO passkey VALUES ('p', ?, 'credential', 'key', 0, '', 'of a thief', 0, NULL)`;
  other.prepare(insert).run(userId);
  other.close();
  queen.tick();
  expect(queen.people.users()[0]?.passkeys).toBe(1);
  const { setup_path } = unwrap(queen.people.newSetup(userId, OPERATOR));
  expect(queen.identify({ session: secret }, '').ok).toBe(true);
  const body = { secret: secretIn(setup_path), name: 'ada', password: 'another horse battery' };
  unwrap(await queen.people.setUp(body, from()));
  expect(queen.people.users()[0]?.passkeys).toBe(0);
  expect(queen.identify({ session: secret }, '').ok).toBe(false);
  await queen.close();
});

test('no secret, code or password is in the files', async () => {
  using folder = aFolder();
  const clock = new TestClock();
  const queen = await anAccess({ file: join(folder.path, 'access.db'), clock });
  const secrets = [PASSWORD, queen.setupSecret() ?? '', (await setUpAdmin(queen)).secret];
  const added = unwrap(queen.people.addUser({ name: 'bob', role: 'viewer' }, OPERATOR));
  secrets.push(secretIn(added.setup_path), secretIn(unwrap(queen.resetAdmin()).setup_path));
  const { code, token } = invited(queen, 'a');
  const found = queen.identify({ bearer: token }, '');
  if (!found.ok || found.principal.kind !== 'hive') throw new Error('no hive');
  secrets.push(code, token, unwrap(queen.hives.rotate(found.principal, from())).token);
  secrets.push(unwrap(queen.programs.add({ name: 'ci', scopes: ['read'] }, OPERATOR)).secret);
  const given = 'given-code-of-an-operator-0123456789';
  unwrap(queen.hives.inviteWithCode({ code: given }, OPERATOR));
  const typed = 'a password in the wrong field';
  await queen.people.signIn({ name: typed, password: 'wrong password' }, from());
  queen.hives.join({ code: 'wrong-code-of-an-invite', hive_id: 'b' }, from());
  queen.tick();
  const read = () => readdirSync(folder.path).map((it) => readFileSync(join(folder.path, it), 'latin1'));
  const whole = [...read()];
  await queen.close();
  whole.push(...read());
  const all = [...secrets, given, typed, 'wrong password', 'wrong-code-of-an-invite'];
  expect(all.every((it) => it.length >= 12)).toBe(true);
  expect(all.filter((it) => whole.some((text) => text.includes(it)))).toEqual([]);
});

test.each([
  [
    'was written by a later version of rbee',
    (file: string) => new DatabaseSync(file).exec('PRAGMA user_version = 99'),
  ],
  ['file is not a database', (file: string) => writeFileSync(file, 'x'.repeat(4_096))],
  [
    'role of account is damaged',
    async (file: string) => {
      const access = await anAccess({ file });
      await setUpAdmin(access);
      await access.close();
      new DatabaseSync(file).exec(`UPDATE account SET role = 'king'`);
    },
  ],
  [
    'malformed',
    async (file: string) => {
      await (await anAccess({ file })).close();
      const bytes = readFileSync(file);
      writeFileSync(file, Buffer.concat([bytes.subarray(0, 4_096), Buffer.alloc(bytes.length - 4_096, 7)]));
    },
  ],
])('a file is refused in one sentence: %s', async (sentence, make) => {
  using folder = aFolder();
  const file = join(folder.path, 'access.db');
  await make(file);
  const opening = anAccess({ file });
  await expect(opening).rejects.toThrow(AccessUnavailable);
  await expect(opening).rejects.toThrow(sentence);
});
