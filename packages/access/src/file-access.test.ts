import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import { aFolder, anAccess, codeOf, from, OPERATOR, TestClock, unwrap } from './testing/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const DAY_MS = 86_400_000;

test('the last use of a token is in memory at once, and in the file at most once a minute', async () => {
  using folder = aFolder();
  const file = join(folder.path, 'access.db');
  const clock = new TestClock();
  const access = await anAccess({ file, clock });
  const { secret } = unwrap(access.programs.add({ name: 'ci', scopes: ['read'] }, OPERATOR));
  const reader = new DatabaseSync(file, { readOnly: true });
  const inFile = () => reader.prepare('SELECT last_address FROM program').get()?.['last_address'];
  const useAt = (address: string) => {
    access.identify({ bearer: secret }, address);
    access.tick();
    return [access.programs.tokens()[0]?.last_address, inFile()];
  };
  expect(useAt('192.0.2.1')).toEqual(['192.0.2.1', '192.0.2.1']);
  clock.pass(59_999);
  expect(useAt('192.0.2.2')).toEqual(['192.0.2.2', '192.0.2.1']);
  clock.pass(1);
  expect(useAt('192.0.2.3')).toEqual(['192.0.2.3', '192.0.2.3']);
  reader.close();
  await access.close();
});

test('while the file is locked requests are known, a change is refused as a whole, and that is said once', async () => {
  using folder = aFolder();
  const file = join(folder.path, 'access.db');
  const warnings: string[] = [];
  const access = await anAccess({ file, warn: (it) => warnings.push(it) });
  const ended: string[] = [];
  access.onEnded((key) => ended.push(key));
  const { code } = unwrap(access.hives.invite({ uses: 2 }, OPERATOR));
  const { token } = unwrap(access.hives.join({ code, hive_id: 'a' }, from()));
  const lock = new DatabaseSync(file);
  lock.exec('BEGIN IMMEDIATE');
  expect(access.identify({ bearer: token }, '192.0.2.7').ok).toBe(true);
  access.tick();
  access.tick();
  expect(warnings).toEqual([expect.stringContaining('database is locked')]);
  expect(() => access.hives.revoke('a', OPERATOR)).toThrow('database is locked');
  expect(() => access.hives.join({ code, hive_id: 'b' }, from())).toThrow('database is locked');
  expect(access.identify({ bearer: token }, '192.0.2.7').ok).toBe(true);
  expect(access.hives.list().items.map((it) => it.hive_id)).toEqual(['a']);
  lock.exec('COMMIT');
  lock.close();
  access.tick();
  expect(codeOf(access.hives.join({ code, hive_id: 'b' }, from()))).toBe('ok');
  expect(codeOf(access.hives.revoke('a', OPERATOR))).toBe('ok');
  expect(ended).toEqual(['hive:a']);
  await access.close();
});

test('what ended 30 days ago is removed', async () => {
  const clock = new TestClock();
  const access = await anAccess({ clock });
  const { code } = unwrap(access.hives.invite({ uses: 2 }, OPERATOR));
  const tokens = ['a', 'b'].map((id) => unwrap(access.hives.join({ code, hive_id: id }, from())).token);
  unwrap(access.hives.revoke('a', OPERATOR));
  const program = unwrap(access.programs.add({ name: 'ci', scopes: ['read'], expires_in_s: 60 }, OPERATOR));
  clock.pass(31 * DAY_MS);
  access.tick();
  expect(access.hives.list().items.map((it) => it.hive_id)).toEqual(['b']);
  expect(access.programs.tokens()).toEqual([]);
  const faults = [tokens[0], program.secret].map((it) => access.identify({ bearer: it }, ''));
  expect(faults).toEqual(Array(2).fill({ ok: false, fault: 'unknown' }));
  expect(access.identify({ bearer: tokens[1] }, '').ok).toBe(true);
  await access.close();
});
