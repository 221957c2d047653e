import { ROUTES } from '@rbee/contract';
import { expect, test } from 'vitest';
import { aGuardedQueen, bearer, type GuardedQueen } from '../testing/index.ts';

type Method = 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';

interface Door {
  readonly method: Method;
  readonly url: string;
}

/** What nobody is asked for ([A1]). */
const OPEN = [
  'GET /health',
  'GET /ready',
  'GET /v1/access',
  'POST /v1/access/setup',
  'POST /v1/access/sign-in',
  'POST /v1/access/sign-out',
  'POST /v1/access/join',
  'POST /v1/access/passkeys/options',
  'POST /v1/access/passkeys/sign-in',
  'GET /v1/access/oidc/{provider}',
  'GET /v1/access/oidc/{provider}/callback',
];

const OTHERS = ['/openapi.json', '/docs', '/docs/', '/docs/json', '/docs/yaml', '/docs/static/index.css'];

const PAGES = ['/', '/models', '/problems', '/sign-in', '/setup', '/access', '/hives/a/b/c'];

/** Every door of a queen: what its OpenAPI document describes, and what it leaves out. */
async function doorsOf({ app, who }: GuardedQueen): Promise<Door[]> {
  const answer = await app.inject({ url: ROUTES.openapi, headers: bearer(who.program(['read'])) });
  const { paths } = answer.json() as { paths: Record<string, object> };
  const described = Object.entries(paths).flatMap(([url, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase() as Method, url })),
  );
  const hidden = [...OTHERS, ...PAGES].map((url) => ({ method: 'GET' as const, url }));
  // Last, as it ends the session of whoever walks.
  const isLast = ({ url }: Door): number => Number(url === ROUTES.signOut);
  return [...described, ...hidden].toSorted((a, b) => isLast(a) - isLast(b));
}

/** The code with which somebody is refused at a door, if it is one of access; else null. */
async function refusal({ app }: GuardedQueen, { method, url }: Door, headers: Record<string, string>) {
  const answer = await app.inject({
    method,
    url: url.replace(/\{\w+\}/g, 'any'),
    headers: { ...headers, accept: 'application/json' },
    // Would end only with the test.
    ...(url === ROUTES.stream && { query: { view: 'none' } }),
  });
  if (answer.statusCode === 401) expect(answer.headers['www-authenticate']).toBe('Bearer realm="rbee"');
  const { code } = /json/.test(String(answer.headers['content-type'])) ? answer.json() : { code: null };
  return code === 'unauthenticated' || code === 'forbidden' ? code : null;
}

/** The doors that are closed for somebody, with the code. */
async function closedFor(queen: GuardedQueen, headers: Record<string, string>) {
  const closed: string[] = [];
  for (const door of await doorsOf(queen)) {
    const code = await refusal(queen, door, headers);
    if (code !== null) closed.push(`${door.method} ${door.url} ${code}`);
  }
  return closed;
}

const named = ({ method, url }: Door): string => `${method} ${url}`;

test.each([
  ['no token', {}],
  ['an unknown token', bearer(`rbt_${'x'.repeat(43)}`)],
  ['an unknown session', { cookie: `rbee=${'x'.repeat(43)}` }],
])('[A1] with %s every door but the open ones is closed', async (_what, headers) => {
  const queen = await aGuardedQueen();
  const doors = (await doorsOf(queen)).map(named);
  const open = [...OPEN, ...PAGES.map((url) => `GET ${url}`)];
  const closed = doors.filter((door) => !open.includes(door));
  expect(closed.length).toBeGreaterThan(30);
  expect(await closedFor(queen, headers)).toEqual(closed.map((door) => `${door} unauthenticated`));
});

/** What each scope opens, beside the open doors. */
const BY_SCOPE: Readonly<Record<string, readonly string[]>> = {
  read: [
    ...['/v1/hives', '/v1/hives/{hive_id}', '/v1/workers', '/v1/info'].map((url) => `GET ${url}`),
    ...['', '/series', '/top', '/holders', '/events'].map((url) => `GET /v1/history${url}`),
    ...OTHERS.map((url) => `GET ${url}`),
  ],
  stream: ['GET /v1/heartbeats/stream'],
  metrics: ['GET /metrics'],
  operate: [
    'DELETE /v1/hives/{hive_id}',
    'GET /v1/access/invites',
    'POST /v1/access/invites',
    'DELETE /v1/access/invites/{id}',
    'GET /v1/access/hives',
    'DELETE /v1/access/hives/{hive_id}',
    'POST /v1/access/hives/{hive_id}/rotate',
  ],
  heartbeat: ['POST /v1/hive-heartbeat', 'GET /v1/hive-link', 'POST /v1/access/rotate'],
  person: [
    'POST /v1/access/password',
    'GET /v1/access/passkeys',
    'POST /v1/access/passkeys',
    'POST /v1/access/passkeys/new',
    'DELETE /v1/access/passkeys/{id}',
    'GET /v1/access/sessions',
    'DELETE /v1/access/sessions/{id}',
  ],
};

const opened = (...scopes: string[]): string[] => scopes.flatMap((scope) => BY_SCOPE[scope] ?? []);

type Who = GuardedQueen['who'];
const asPerson = (session: string) => ({ cookie: `rbee=${session}`, 'sec-fetch-site': 'same-origin' });

test.each([
  ['a program with read', async (who: Who) => bearer(who.program(['read'])), opened('read')],
  ['a program with stream', async (who: Who) => bearer(who.program(['stream'])), opened('stream')],
  ['a program with metrics', async (who: Who) => bearer(who.program(['metrics'])), opened('metrics')],
  ['a program with operate', async (who: Who) => bearer(who.program(['operate'])), opened('operate')],
  ['a hive', async (who: Who) => bearer(who.hive('any')), opened('heartbeat')],
  [
    'a viewer',
    async (who: Who) => asPerson(await who.person('viewer')),
    opened('read', 'stream', 'metrics', 'person'),
  ],
  [
    'an operator',
    async (who: Who) => asPerson(await who.person('operator')),
    opened('read', 'stream', 'metrics', 'operate', 'person'),
  ],
])('[A1] [A4] %s is forbidden every door that needs more', async (_who, headersOf, doors) => {
  const queen = await aGuardedQueen();
  const own = [...OPEN, ...PAGES.map((url) => `GET ${url}`), ...doors];
  const closed = (await doorsOf(queen)).map(named).filter((door) => !own.includes(door));
  expect(await closedFor(queen, await headersOf(queen.who))).toEqual(closed.map((it) => `${it} forbidden`));
});

test('[A1] an admin may do everything but send heartbeats, a program with admin nothing of a person', async () => {
  const queen = await aGuardedQueen();
  const closedTo = async (headers: Record<string, string>) =>
    (await closedFor(queen, headers)).map((it) => it.replace(/ \w+$/, ''));
  const doors = (await doorsOf(queen)).map(named);
  const inOrder = (some: string[]) => doors.filter((it) => some.includes(it));
  expect(await closedTo(asPerson(await queen.who.person('admin')))).toEqual(inOrder(opened('heartbeat')));
  const personal = opened('person').filter((it) => !it.includes('/sessions'));
  expect(await closedTo(bearer(queen.who.program(['admin'])))).toEqual(
    inOrder([...opened('heartbeat'), ...personal]),
  );
});

test('[A1] HEAD is asked as GET is', async () => {
  const { app, who } = await aGuardedQueen();
  const head = async (headers = {}) =>
    (await app.inject({ method: 'HEAD', url: '/v1/hives', headers })).statusCode;
  expect(await head()).toBe(401);
  expect(await head(bearer(who.program(['metrics'])))).toBe(403);
  expect(await head(bearer(who.program(['read'])))).toBe(200);
});

test('[A1] an answer for somebody is kept by nobody else, and says what it depends on', async () => {
  const { app, who } = await aGuardedQueen();
  const headers = bearer(who.program(['read']));
  for (const answer of [await app.inject('/v1/hives'), await app.inject({ url: '/v1/hives', headers })]) {
    expect(answer.headers['cache-control']).toBe('private, no-store');
    expect(answer.headers.vary).toMatch(/^Origin, Authorization, Cookie/);
  }
  expect((await app.inject('/health')).headers).not.toHaveProperty('cache-control');
});

test('[A1] what is forbidden names the scope', async () => {
  const { app, who } = await aGuardedQueen();
  const answer = await app.inject({ url: '/v1/hives', headers: bearer(who.program(['stream'])) });
  expect(answer.json()).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('scope read') });
});

test('[A1] a browser that asks for /docs without a session is sent to sign in, everybody else is refused', async () => {
  const { app } = await aGuardedQueen();
  const html = { accept: 'text/html,*/*;q=0.8' };
  const asked = async (url: string, headers = {}) => {
    const { statusCode, headers: answered } = await app.inject({ url, headers });
    return [statusCode, answered.location];
  };
  expect(await asked('/docs', html)).toEqual([303, './sign-in']);
  expect(await asked('/docs/', html)).toEqual([303, '../sign-in']);
  expect(await asked('/docs/json', html)).toEqual([401, undefined]);
  expect(await asked('/v1/hives', html)).toEqual([401, undefined]);
  expect(await asked('/docs')).toEqual([401, undefined]);
});

test('[A6] a page of another origin may send a token, and gets nothing for a cookie', async () => {
  const { app, who } = await aGuardedQueen();
  const origin = 'http://localhost:3000';
  const preflight = await app.inject({
    method: 'OPTIONS',
    url: '/v1/hives',
    headers: {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    },
  });
  expect(preflight.statusCode).toBe(204);
  expect(preflight.headers['access-control-allow-headers']).toContain('authorization');
  expect(preflight.headers).not.toHaveProperty('access-control-allow-credentials');
  const asked = async (headers: object) =>
    (await app.inject({ url: '/v1/hives', headers: { origin, ...headers } })).statusCode;
  expect(await asked({ cookie: `rbee=${await who.person('admin')}` })).toBe(401);
  expect(await asked(bearer(who.program(['read'])))).toBe(200);
});

test('a queen that closes closes its access control', async () => {
  const queen = await aGuardedQueen();
  let isClosed = false;
  const { access } = queen.who;
  const close = access.close.bind(access);
  access.close = async () => {
    isClosed = true;
    await close();
  };
  await queen.app.close();
  expect(isClosed).toBe(true);
});
