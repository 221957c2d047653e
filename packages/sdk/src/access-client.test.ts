import { expect, test } from 'vitest';
import { accessCalls } from './access-calls.ts';
import { accessClient } from './access-client.ts';
import { createQueenClient } from './queen-client.ts';
import { createSend } from './request.ts';

/** A client that notes its requests, which are all answered with this. */
function clientOf(answer: () => Response) {
  const asked: unknown[] = [];
  const fetch: typeof globalThis.fetch = async (url, { method, body, headers } = {}) => {
    const type = new Headers(headers).get('content-type');
    asked.push([`${method} ${String(url)}`, ...(body === undefined ? [] : [type, JSON.parse(`${body}`)])]);
    return answer();
  };
  const options = { baseUrl: 'http://queen/rbee', fetch };
  return { asked, access: createQueenClient(options).access, send: createSend(options) };
}

test('the calls that are loaded later are those that there are', () => {
  const { send } = clientOf(() => new Response());
  expect(Object.keys(accessClient(send)).sort()).toEqual(Object.keys(accessCalls(send)).sort());
});

test('[A4] who signs in sends name and password in the body, and gets who it is', async () => {
  const me = { kind: 'person', name: 'ada', role: 'admin', scopes: ['read', 'admin'] };
  const { access, asked } = clientOf(() => Response.json(me));
  const body = { name: 'ada', password: 'correct horse' };
  expect(await access.signIn(body)).toEqual(me);
  await access.setUp({ ...body, secret: 's' });
  expect(asked).toEqual([
    ['POST http://queen/rbee/v1/access/sign-in', 'application/json', body],
    ['POST http://queen/rbee/v1/access/setup', 'application/json', { ...body, secret: 's' }],
  ]);
});

test('[A3] ids are parts of a path, and what is not said is not sent', async () => {
  const { access, asked } = clientOf(() => new Response(null, { status: 204 }));
  await access.revokeHive('gpu:1@b/../x');
  await access.rotateHive('a');
  await access.endSession('s1');
  await access.signOut();
  for (const id of ['', '.', '..']) await expect(access.revokeHive(id)).rejects.toThrow(TypeError);
  expect(asked).toEqual([
    ['DELETE http://queen/rbee/v1/access/hives/gpu%3A1%40b%2F..%2Fx'],
    ['POST http://queen/rbee/v1/access/hives/a/rotate'],
    ['DELETE http://queen/rbee/v1/access/sessions/s1'],
    ['POST http://queen/rbee/v1/access/sign-out'],
  ]);
});

test('[A9] the audit log is read page by page', async () => {
  const { access, asked } = clientOf(() => Response.json({ items: [], next_cursor: '7' }));
  expect((await access.audit({ limit: 50 })).next_cursor).toBe('7');
  await access.audit({ limit: 50, cursor: '7' });
  await access.audit();
  expect(asked).toEqual([
    ['GET http://queen/rbee/v1/access/audit?limit=50'],
    ['GET http://queen/rbee/v1/access/audit?limit=50&cursor=7'],
    ['GET http://queen/rbee/v1/access/audit'],
  ]);
});

test('an answer that is not a queen of this wire is refused', async () => {
  const { access } = clientOf(() => Response.json({ items: [{ session_id: 1 }] }));
  await expect(access.sessions({ all: true })).rejects.toMatchObject({
    kind: 'unexpected',
    message: expect.stringContaining('/v1/access/sessions?all=true'),
  });
});
