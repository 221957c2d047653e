import { expect, test, vi } from 'vitest';
import { anAccess, codeOf, from, PASSWORD, setUpAdmin, TestClock, unwrap } from '../testing/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const WRONG = 'a wrong password';

test('[A8] of 10000 passwords from one /64 within an hour fewer than 20 are looked at', async () => {
  const clock = new TestClock();
  const access = await anAccess({ clock });
  await setUpAdmin(access);
  const answers = new Map<string, number>();
  for (let index = 0; index < 10_000; index += 1) {
    const address = `2001:db8:0:1::${index.toString(16)}`;
    const name = index % 2 === 0 ? 'ada' : `name ${index}`;
    const code = codeOf(await access.people.signIn({ name, password: WRONG }, from(address)));
    answers.set(code, (answers.get(code) ?? 0) + 1);
    clock.pass(360);
  }
  expect([...answers.keys()].sort()).toEqual(['sign_in_refused', 'too_many_attempts']);
  expect(answers.get('sign_in_refused')).toBeLessThan(20);
  clock.pass(600_000);
  const body = { name: 'ada', password: PASSWORD };
  expect(codeOf(await access.people.signIn(body, from('2001:db8:0:1::1')))).toBe('ok');
  await access.close();
});

test('[A8] an attempt that comes too early says how long to wait, and its password is not looked at', async () => {
  const clock = new TestClock();
  const access = await anAccess({ clock });
  await setUpAdmin(access);
  for (let index = 0; index < 6; index += 1) {
    clock.pass(1_000);
    await access.people.signIn({ name: 'ada', password: WRONG }, from('198.51.100.1'));
  }
  const early = await access.people.signIn({ name: 'ada', password: PASSWORD }, from('198.51.100.1'));
  expect(early).toMatchObject({ refusal: { code: 'too_many_attempts', retryAfterS: 2 } });
  const elsewhere = await access.people.signIn({ name: 'ada', password: PASSWORD }, from('198.51.100.2'));
  expect(codeOf(elsewhere)).toBe('too_many_attempts');
  const whereSheWas = await access.people.signIn({ name: 'ada', password: PASSWORD }, from());
  expect(codeOf(whereSheWas)).toBe('ok');
  await access.close();
});

test('[A8] setup addresses and codes of invites cannot be tried either', async () => {
  const access = await anAccess();
  const setUp = (secret: string) => access.people.setUp({ secret, name: 'eve', password: PASSWORD }, from());
  const join = (code: string) => access.hives.join({ code, hive_id: 'a' }, from());
  const answers = { setUp: new Set<string>(), join: new Set<string>() };
  for (let index = 0; index < 5; index += 1) {
    answers.setUp.add(codeOf(await setUp(`guess ${index}`)));
    answers.join.add(codeOf(join(`guess ${index}`)));
  }
  expect(answers).toEqual({ setUp: new Set(['setup_refused']), join: new Set(['join_refused']) });
  expect(codeOf(await setUp(access.setupSecret() ?? ''))).toBe('too_many_attempts');
  expect(codeOf(join('guess'))).toBe('too_many_attempts');
  await access.close();
});

test('of many sign-ins at once from different addresses those that cannot wait are told to come again, but not one who was here before', async () => {
  const access = await anAccess();
  await setUpAdmin(access);
  const strangers = Array.from({ length: 50 }, (_, index) =>
    access.people.signIn({ name: `name ${index}`, password: WRONG }, from(`198.51.100.${index}`)),
  );
  const known = await access.people.signIn({ name: 'ada', password: PASSWORD }, from());
  expect(unwrap(known).me.name).toBe('ada');
  const codes = (await Promise.all(strangers)).map(codeOf);
  expect(codes.filter((it) => it === 'sign_in_refused')).toHaveLength(32);
  expect(codes.filter((it) => it === 'too_many_attempts')).toHaveLength(18);
  await access.close();
});
