import { ROUTES } from '@rbee/contract';
import { expect, test, vi } from 'vitest';
import { aGuardedQueen, type GuardedQueen, RawConnection } from '../../testing/index.ts';

/** Sends all but the end of a request with a JSON body; the returned function sends the rest and gives the status of the answer. */
async function begunPost({ port, who }: GuardedQueen, url: string, header: string, body: object) {
  const text = JSON.stringify(body);
  const connection = await RawConnection.open(port);
  const identify = vi.spyOn(who.access, 'identify');
  const head = `POST ${url} HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n${header}\r\n`;
  const type = `Content-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n`;
  await connection.say(head + type + text.slice(0, -1));
  await vi.waitFor(() => expect(identify).toHaveBeenCalled());
  return async () => {
    await connection.say(text.slice(-1));
    return (await connection.hears(/\r\n\r\n/)).split(' ')[1];
  };
}

const TOKEN = { name: 'later', scopes: ['admin'] };

test('[A1] an admin whose token is revoked before the body has arrived makes no other token', async () => {
  const queen = await aGuardedQueen();
  const { who } = queen;
  const token = who.program(['admin']);
  const finish = await begunPost(queen, ROUTES.tokens, `Authorization: Bearer ${token}`, TOKEN);
  who.end(token);
  expect(await finish()).toBe('401');
  expect(who.access.programs.tokens().map((it) => it.name)).not.toContain('later');
});

test('[A1] an admin whose session ends before the body has arrived makes no account', async () => {
  const queen = await aGuardedQueen();
  const { who } = queen;
  const session = await who.person('admin');
  const body = { name: 'eve', role: 'admin' };
  const finish = await begunPost(queen, ROUTES.users, `Cookie: rbee=${session}`, body);
  who.end(session);
  expect(await finish()).toBe('401');
  expect(who.access.people.users().map((it) => it.name)).not.toContain('eve');
});

test('[A1] an admin who is made a viewer before the body has arrived makes no token', async () => {
  const queen = await aGuardedQueen();
  const { access } = queen.who;
  const session = await queen.who.person('admin');
  const finish = await begunPost(queen, ROUTES.tokens, `Cookie: rbee=${session}`, TOKEN);
  const actor = { who: 'machine', address: null };
  for (const { user_id, name } of access.people.users()) {
    if (name !== 'ada') access.people.changeRole(user_id, 'viewer', actor);
  }
  expect(await finish()).toBe('403');
  expect(access.programs.tokens().map((it) => it.name)).not.toContain('later');
});

test('[A3] a token whose hive has used its next one before the body has arrived gets no other', async () => {
  const queen = await aGuardedQueen();
  const { who } = queen;
  const old = who.hive('gpu-1');
  const finish = await begunPost(queen, ROUTES.rotate, `Authorization: Bearer ${old}`, {});
  const next = who.rotate('gpu-1');
  expect(who.access.identify({ bearer: next }, '192.0.2.1').ok).toBe(true);
  queen.advance(60_000);
  expect(await finish()).toBe('401');
});

test('[A4] whose session ends before the body has arrived can sign in', async () => {
  const queen = await aGuardedQueen();
  const session = await queen.who.person('viewer');
  const body = { name: 'ada', password: 'correct horse battery' };
  const finish = await begunPost(queen, ROUTES.signIn, `Cookie: rbee=${session}`, body);
  queen.who.end(session);
  expect(await finish()).toBe('200');
});
