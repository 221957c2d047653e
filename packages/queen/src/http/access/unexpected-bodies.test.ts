import { Readable } from 'node:stream';
import { ACCESS_LIMITS, PROBLEM_CONTENT_TYPE, ROUTES } from '@rbee/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aQueenWithAccounts } from '../../testing/index.ts';

const AT = { ':id': 'any', ':hive_id': 'gpu-1' };
const at = (url: string) => Object.entries(AT).reduce((path, [name, id]) => path.replace(name, id), url);

const POSTED = [
  ROUTES.setup,
  ROUTES.signIn,
  ROUTES.signOut,
  ROUTES.password,
  ROUTES.join,
  ROUTES.users,
  ROUTES.userSetup,
  ROUTES.tokens,
  ROUTES.invites,
  ROUTES.hiveRotation,
].map(at);

/** Objects with the fields of these bodies, each with any value. */
const likeBodies = fc.record(
  Object.fromEntries(
    [
      'secret',
      'name',
      'password',
      'old_password',
      'role',
      'scopes',
      'code',
      'hive_id',
      'uses',
      'expires_in_s',
    ].map((field) => [
      field,
      fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary', maxLength: 80 }), fc.integer()),
    ]),
  ),
  { requiredKeys: [] },
);

test('no body makes the queen fail, whatever is in it', async () => {
  const { access, browser, caller } = await aQueenWithAccounts();
  await browser().post(ROUTES.setup, {
    secret: access.setupSecret(),
    name: 'ada',
    password: 'a long password',
  });
  const token = access.programs.add({ name: 'boss', scopes: ['admin'] }, { who: 'machine', address: null });
  const admin = caller(token.ok ? token.value.secret : '');
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...POSTED),
      fc.oneof(
        likeBodies.map((it) => JSON.stringify(it)),
        fc.json(),
        fc.string({ unit: 'binary' }),
      ),
      async (url, body) => {
        const answer = await admin.post(url, body, { 'content-type': 'application/json' });
        expect(answer.statusCode).toBeLessThan(500);
        if (answer.statusCode >= 400) expect(answer.headers['content-type']).toBe(PROBLEM_CONTENT_TYPE);
      },
    ),
    { numRuns: 300 },
  );
});

test('a body without a length is read up to the limit only', async () => {
  const { app, access } = await aQueenWithAccounts();
  const part = Buffer.alloc(16 * 1024, ' ');
  let parts = 0;
  const payload = new Readable({
    read() {
      parts += 1;
      this.push(parts > 100 ? null : part);
    },
  });
  const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
  const answer = await app.inject({ method: 'POST', url: ROUTES.signIn, headers, payload });
  expect([answer.statusCode, answer.json().code]).toEqual([413, 'body_too_large']);
  expect(answer.json().detail).toContain(String(ACCESS_LIMITS.maxBodyBytes));
  expect(access.people.users()).toEqual([]);
});
