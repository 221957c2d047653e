import {
  createCheck,
  HiveTokenListSchema,
  InviteListSchema,
  NewInviteSchema,
  ROUTES,
  readJoinText,
} from '@rbee/contract';
import { aHeartbeat } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aQueenWithAccounts, type Browser, codeOf } from '../../testing/index.ts';

const tokenAt = (hiveId: string) => ROUTES.hiveToken.replace(':hive_id', hiveId);

/** Invites, and gives the code. */
async function inviteCode(admin: Browser, body: object = {}): Promise<string> {
  const { join } = (await admin.post(ROUTES.invites, body)).json();
  return readJoinText(join)?.code ?? '';
}

test('[A3] an invite is one line with the address by which the queen was reached; a hive joins with it and sends heartbeats', async () => {
  const { admin, caller } = await aQueenWithAccounts();
  const ada = await admin();
  const made = await ada.post(ROUTES.invites, {});
  expect([made.statusCode, createCheck(NewInviteSchema).mismatch(made.json())]).toEqual([201, null]);
  expect(made.json().invite).toMatchObject({ hive_id: null, uses: 1, used: 0, created_by: 'person:ada' });
  const invite = readJoinText(made.json().join);
  expect(invite).toEqual({ url: 'http://localhost:80', code: expect.any(String) });
  const joined = await caller().post(ROUTES.join, { code: invite?.code, hive_id: 'gpu-1' });
  expect(joined.statusCode).toBe(200);
  expect(joined.headers['cache-control']).toContain('no-store');
  expect(joined.json()).toEqual({ hive_id: 'gpu-1', token: expect.stringMatching(/^rbh_[\w-]{43}$/) });
  const hive = caller(joined.json().token);
  expect((await hive.post(ROUTES.heartbeat, aHeartbeat({ hive_id: 'gpu-1' }))).statusCode).toBe(200);
  expect((await hive.get(ROUTES.access)).json().me).toEqual({
    kind: 'hive',
    name: 'gpu-1',
    scopes: ['heartbeat'],
  });
  expect(codeOf(await hive.get(ROUTES.hives))).toEqual([403, 'forbidden']);

  const list = await ada.get(ROUTES.hiveTokens);
  expect(createCheck(HiveTokenListSchema).mismatch(list.json())).toBeNull();
  expect(list.json().items).toMatchObject([{ hive_id: 'gpu-1', invited_by: 'person:ada', revoked_at: null }]);
  expect((await ada.get(ROUTES.invites)).json()).toEqual({ items: [] });
});

test('[A3] an invite from a page of the machine of the queen has an address for other machines', async () => {
  const { admin } = await aQueenWithAccounts({ host: '192.0.2.1', port: 7833 });
  const { join } = (await (await admin()).post(ROUTES.invites, {})).json();
  expect(readJoinText(join)?.url).toBe('http://192.0.2.1:7833');
});

test.each([
  [
    { 'x-forwarded-proto': 'https', 'x-forwarded-prefix': '/rbee' },
    ['127.0.0.1'],
    'https://localhost:80/rbee',
  ],
  [{ 'x-forwarded-proto': 'https', 'x-forwarded-prefix': '/rbee' }, ['192.0.2.1'], 'http://localhost:80'],
])(
  '[A3] behind a proxy with %j, and trust in %j, the address of an invite is %s',
  async (headers, trustedProxies, url) => {
    const { admin } = await aQueenWithAccounts({ trustedProxies });
    const ada = await admin();
    const { join } = (await ada.post(ROUTES.invites, {}, headers)).json();
    expect(readJoinText(join)?.url).toBe(url);
  },
);

test('[A3] of two hives with the last use of an invite one is refused; so is a code that is unknown, expired or revoked', async () => {
  const { admin, caller, clock } = await aQueenWithAccounts();
  const ada = await admin();
  const once = await inviteCode(ada);
  const race = await Promise.all(
    ['gpu-1', 'gpu-2'].map((hive_id) => caller().post(ROUTES.join, { code: once, hive_id })),
  );
  expect(race.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401]);

  const { invite, join } = (await ada.post(ROUTES.invites, { uses: 3 })).json();
  expect((await ada.delete(ROUTES.invite.replace(':id', invite.invite_id))).statusCode).toBe(204);
  const brief = await inviteCode(ada, { expires_in_s: 60 });
  clock.move(61_000);
  const bodies = [];
  for (const tried of [readJoinText(join)?.code, brief, 'u'.repeat(43)]) {
    const answer = await caller().post(ROUTES.join, { code: tried, hive_id: 'gpu-3' });
    expect(codeOf(answer)).toEqual([401, 'join_refused']);
    bodies.push(answer.body);
  }
  expect(new Set(bodies).size).toBe(1);
});

test('[A3] an invite for any hive does not replace a token, one for this hive does', async () => {
  const { admin, caller } = await aQueenWithAccounts();
  const ada = await admin();
  const fleet = await inviteCode(ada, { uses: 5 });
  const first = (await caller().post(ROUTES.join, { code: fleet, hive_id: 'gpu-1' })).json().token;
  const taken = await caller().post(ROUTES.join, { code: fleet, hive_id: 'gpu-1' });
  expect(codeOf(taken)).toEqual([409, 'hive_id_taken']);
  expect((await ada.get(ROUTES.invites)).json().items).toMatchObject([{ uses: 5 }]);
  const named = await inviteCode(ada, { hive_id: 'gpu-1' });
  expect((await caller().post(ROUTES.join, { code: named, hive_id: 'gpu-2' })).statusCode).toBe(401);
  const again = await caller().post(ROUTES.join, { code: named, hive_id: 'gpu-1' });
  expect(again.statusCode).toBe(200);
  const beat = aHeartbeat({ hive_id: 'gpu-1' });
  expect((await caller(first).post(ROUTES.heartbeat, beat)).statusCode).toBe(401);
  expect((await caller(again.json().token).post(ROUTES.heartbeat, beat)).statusCode).toBe(200);
});

test('[A3] a hive takes its next token; the old one stays valid until the new one was used', async () => {
  const { admin, caller, access } = await aQueenWithAccounts();
  const ada = await admin();
  const { token } = (
    await caller().post(ROUTES.join, { code: await inviteCode(ada), hive_id: 'gpu-1' })
  ).json();
  expect((await ada.post(ROUTES.hiveRotation.replace(':hive_id', 'gpu-1'))).statusCode).toBe(204);
  expect((await ada.get(ROUTES.hiveTokens)).json().items).toMatchObject([{ rotating: true }]);
  const next = await caller(token).post(ROUTES.rotate);
  expect(next.json()).toEqual({ hive_id: 'gpu-1', token: expect.stringMatching(/^rbh_/) });
  const beat = aHeartbeat({ hive_id: 'gpu-1' });
  expect((await caller(token).post(ROUTES.heartbeat, beat)).statusCode).toBe(200);
  expect((await caller(next.json().token).post(ROUTES.heartbeat, beat)).statusCode).toBe(200);
  expect((await caller(token).post(ROUTES.heartbeat, beat)).statusCode).toBe(401);
  access.tick();
  expect((await ada.get(ROUTES.hiveTokens)).json().items).toMatchObject([{ rotating: false }]);
  expect((await ada.post(ROUTES.rotate)).statusCode).toBe(403);
});

test('[A3] a revoked hive is refused, and joins again with an invite', async () => {
  const { admin, caller } = await aQueenWithAccounts();
  const ada = await admin();
  const { token } = (
    await caller().post(ROUTES.join, { code: await inviteCode(ada), hive_id: 'gpu.1:a@b' })
  ).json();
  const beat = aHeartbeat({ hive_id: 'gpu.1:a@b' });
  expect((await caller(token).post(ROUTES.heartbeat, beat)).statusCode).toBe(200);
  expect((await ada.delete(tokenAt(encodeURIComponent('gpu.1:a@b')))).statusCode).toBe(204);
  expect(codeOf(await caller(token).post(ROUTES.heartbeat, beat))).toEqual([401, 'unauthenticated']);
  expect((await ada.get(ROUTES.hiveTokens)).json().items).toMatchObject([{ revoked_at: expect.any(String) }]);
  const again = await caller().post(ROUTES.join, { code: await inviteCode(ada), hive_id: 'gpu.1:a@b' });
  expect((await caller(again.json().token).post(ROUTES.heartbeat, beat)).statusCode).toBe(200);
  expect((await ada.delete(tokenAt('nobody'))).statusCode).toBe(404);
});

test('[A3] an operator invites and revokes hives, a viewer does not see them', async () => {
  const { admin, person, caller } = await aQueenWithAccounts();
  const ada = await admin();
  const viewer = await person(ada, 'vic', 'viewer');
  const operator = await person(ada, 'olga', 'operator');
  await caller().post(ROUTES.join, { code: await inviteCode(operator), hive_id: 'gpu-1' });
  for (const answer of [
    await viewer.get(ROUTES.hiveTokens),
    await viewer.get(ROUTES.invites),
    await viewer.post(ROUTES.invites, {}),
    await viewer.delete(tokenAt('gpu-1')),
    await viewer.post(ROUTES.hiveRotation.replace(':hive_id', 'gpu-1')),
  ]) {
    expect(codeOf(answer)).toEqual([403, 'forbidden']);
  }
  const list = await operator.get(ROUTES.invites);
  expect(createCheck(InviteListSchema).mismatch(list.json())).toBeNull();
  expect((await operator.delete(tokenAt('gpu-1'))).statusCode).toBe(204);
});
