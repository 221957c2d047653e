import { expect, test, vi } from 'vitest';
import { anAccess, from, OPERATOR, setUpAdmin, TestClock, unwrap } from '../testing/index.ts';

vi.setConfig({ testTimeout: 60_000 });

test('[A9] failed attempts of one address within a minute are one entry with a count', async () => {
  const clock = new TestClock();
  const access = await anAccess({ clock });
  await setUpAdmin(access);
  const fail = (address: string) =>
    access.people.signIn({ name: 'ada', password: 'a wrong password' }, from(address));
  for (let index = 0; index < 3; index += 1) await fail(`2001:db8::${index}`);
  access.tick();
  await fail('2001:db8::9');
  await fail('192.0.2.1');
  clock.pass(60_000);
  await fail('2001:db8::1');
  const entries = access.audit.page({ limit: 3 }).items;
  expect(entries.map(({ address, count }) => ({ address, count }))).toEqual([
    { address: '2001:db8::1', count: 1 },
    { address: '192.0.2.1', count: 1 },
    { address: '2001:db8::0', count: 4 },
  ]);
  expect(entries[2]).toMatchObject({
    who: 'stranger',
    what: 'sign_in',
    target: 'ada',
    result: 'sign_in_refused',
  });
  await access.close();
});

test('[A9] the log says who did what, when and from where, in pages and as a whole', async () => {
  const access = await anAccess();
  for (let index = 0; index < 5; index += 1) {
    unwrap(access.programs.add({ name: `token ${index}`, scopes: ['read'] }, OPERATOR));
  }
  const first = access.audit.page({ limit: 2 });
  expect(first.items[0]).toEqual({
    entry_id: 5,
    at: '2026-11-20T00:00:00.000Z',
    who: 'person:ada',
    what: 'token_created',
    target: 'token 4 (read)',
    address: '192.0.2.1',
    result: 'ok',
    count: 1,
  });
  const second = access.audit.page({ limit: 3, cursor: Number(first.next_cursor) });
  expect(second.items.map((it) => it.entry_id)).toEqual([3, 2, 1]);
  expect(second.next_cursor).toBeNull();
  expect([...access.audit.all()].map((it) => it.entry_id)).toEqual([1, 2, 3, 4, 5]);
  await access.close();
});

test('a stranger with many addresses makes few entries, and pushes nobody else out', async () => {
  const clock = new TestClock();
  const access = await anAccess({ clock });
  access.audit.note({ who: 'machine', what: 'admin_reset' });
  for (let index = 0; index < 5_000; index += 1) {
    if (index === 2_500) clock.pass(60_000);
    access.hives.noteRefused({
      address: `10.0.${index >> 8}.${index & 255}`,
      fault: 'unknown',
      hiveId: `h${index}`,
    });
    if (index % 100 === 0) access.tick();
  }
  const entries = [...access.audit.all()];
  expect(entries).toHaveLength(1 + 2 * 31);
  expect(entries.reduce((sum, it) => sum + it.count, 0)).toBe(5_001);
  expect(entries.at(-1)).toMatchObject({ address: null, target: null, result: 'refused', count: 2_470 });
  await access.close();
});

test('of more than 20000 entries of strangers the oldest go, and others stay', async () => {
  const clock = new TestClock();
  const access = await anAccess({ clock });
  access.audit.note({ who: 'person:ada', what: 'signed in\u202e', target: 'x'.repeat(1_000) });
  for (let minute = 0; minute < 800; minute += 1) {
    for (let index = 0; index < 30; index += 1) {
      access.hives.noteRefused({ address: `10.0.0.${index}`, fault: 'unknown', hiveId: null });
    }
    access.tick();
    clock.pass(60_000);
  }
  const entries = [...access.audit.all()];
  expect(entries.length).toBeLessThanOrEqual(21_001);
  expect(entries[0]).toMatchObject({ entry_id: 1, what: 'signed in\ufffd', target: 'x'.repeat(256) });
  await access.close();
});
