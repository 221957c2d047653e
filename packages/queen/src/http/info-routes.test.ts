import { createCheck, QueenInfoSchema, RETRY_MS_HEADER, ROUTES } from '@rbee/contract';
import { expect, test } from 'vitest';
import { aListeningQueen, aQueen } from '../testing/index.ts';

test('[Q] health and ready are answered with 200 and an empty body', async () => {
  const { app } = await aQueen();
  for (const url of [ROUTES.health, ROUTES.ready]) {
    const { statusCode, body } = await app.inject(url);
    expect([statusCode, body]).toEqual([200, '']);
  }
});

test('[Q] info has the address and port of the request', async () => {
  const { base, port } = await aListeningQueen({ buildTimestamp: '2025-10-30T20:15:30Z' });
  const info: unknown = await (await fetch(`${base}${ROUTES.info}`)).json();
  expect(createCheck(QueenInfoSchema).mismatch(info)).toBeNull();
  expect(info).toEqual({
    base_url: base,
    port,
    version: '0.1.0',
    features: expect.arrayContaining(['hive_events', 'hive_link', 'stream_delta', 'worker_events']),
    build_timestamp: '2025-10-30T20:15:30Z',
  });
});

test.each([
  ['https', 'https://queen.example'],
  ['http', 'http://queen.example'],
  ['HTTPS', 'http://queen.example'],
  ['https, http', 'http://queen.example'],
  ['javascript', 'http://queen.example'],
  ['', 'http://queen.example'],
])('[Q] behind a proxy with X-Forwarded-Proto "%s" the base_url of info is %s', async (scheme, expected) => {
  const { app } = await aQueen({ allowHosts: ['queen.example'] });
  const headers = { host: 'queen.example', 'x-forwarded-proto': scheme };
  const info = await app.inject({ url: ROUTES.info, headers });
  expect(info.json()['base_url']).toBe(expected);
});

test.each([
  ['/rbee', 'http://queen.example/rbee'],
  ['/tools/r%20bee/', 'http://queen.example/tools/r%20bee'],
  ['/', 'http://queen.example'],
  ['rbee', 'http://queen.example'],
  ['//evil.example', 'http://queen.example'],
  ['/a?b', 'http://queen.example'],
  ['/a, /b', 'http://queen.example'],
])('[Q] behind a proxy with X-Forwarded-Prefix "%s" the base_url of info is %s', async (prefix, expected) => {
  const { app } = await aQueen({ allowHosts: ['queen.example'] });
  const headers = { host: 'queen.example', 'x-forwarded-prefix': prefix };
  const info = await app.inject({ url: ROUTES.info, headers });
  expect(info.json()['base_url']).toBe(expected);
});

test('[Q] the OpenAPI document describes all routes', async () => {
  const { get } = await aQueen();
  const { openapi, paths } = (await get(ROUTES.openapi)) as { openapi: string; paths: object };
  expect(openapi).toBe('3.1.0');
  const { openapi: itself, docs, ...described } = ROUTES;
  const urls = Object.values(described).map((url) => url.replace(/:(\w+)/, '{$1}'));
  expect(Object.keys(paths).sort()).toEqual(urls.sort());
  expect([itself, docs].some((url) => url in paths)).toBe(false);
  const accepted = { post: { responses: { 200: { headers: { [RETRY_MS_HEADER]: expect.anything() } } } } };
  expect(paths).toMatchObject({ [ROUTES.heartbeat]: accepted });
});

test('[A1] the OpenAPI document tells what each route needs of whoever asks', async () => {
  const { get } = await aQueen();
  const { paths, components } = (await get(ROUTES.openapi)) as {
    paths: Record<string, Record<string, { security?: object[] }>>;
    components: { securitySchemes: object };
  };
  expect(components.securitySchemes).toMatchObject({
    token: { type: 'http', scheme: 'bearer' },
    session: { type: 'apiKey', in: 'cookie', name: 'rbee' },
  });
  const securityOf = (method: string, url: string) => paths[url]?.[method]?.security;
  expect(securityOf('get', ROUTES.health)).toEqual([]);
  expect(securityOf('post', ROUTES.heartbeat)).toEqual([{ token: ['heartbeat'] }]);
  expect(securityOf('get', ROUTES.hives)).toEqual([{ session: ['read'] }, { token: ['read'] }]);
  expect(securityOf('post', ROUTES.password)).toEqual([{ session: [] }]);
  expect(securityOf('get', ROUTES.sessions)).toEqual([{ session: [] }, { token: ['admin'] }]);
  expect(securityOf('post', ROUTES.signIn)).toEqual([{}, { session: [] }, { token: [] }]);
  expect(securityOf('delete', '/v1/hives/{hive_id}')).toEqual([
    { session: ['operate'] },
    { token: ['operate'] },
  ]);
});

test.each(['', '/rbee', '/tools/rbee'])(
  '[Q] below the path "%s" of a proxy the docs load their files and their document, and name the address of the queen',
  async (prefix) => {
    const { app } = await aQueen();
    /** Asks as a proxy does that removes the path. */
    const ask = (url: URL) => {
      expect(url.href.startsWith(`http://proxy${prefix}/docs/`)).toBe(true);
      return app.inject(url.pathname.slice(prefix.length));
    };
    for (const path of [ROUTES.docs, `${ROUTES.docs}/`]) {
      const page = await app.inject(path);
      expect(page.headers['content-security-policy']).toContain("style-src 'self' 'unsafe-inline'");
      const files = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
      expect(files.length).toBeGreaterThan(3);
      for (const file of files) {
        const answer = await ask(new URL(file, `http://proxy${prefix}${path}`));
        expect([file, answer.statusCode]).toEqual([file, 200]);
      }
    }
    for (const path of ['/docs/json', ROUTES.openapi]) {
      const { servers } = (await app.inject(path)).json();
      const [server] = servers as { url: string }[];
      expect(new URL(server?.url ?? '', `http://proxy${prefix}${path}`).href).toBe(`http://proxy${prefix}/`);
    }
  },
);

test.each(['/docs?a=1', '/docs/?a=1', '/docs/static/index.html'])(
  '[Q] %s redirects to /docs/ with a relative address',
  async (path) => {
    const { app } = await aQueen();
    const { statusCode, headers } = await app.inject(path);
    expect(statusCode).toBe(302);
    expect(new URL(headers.location ?? '', `http://proxy/rbee${path}`).href).toBe('http://proxy/rbee/docs/');
  },
);
