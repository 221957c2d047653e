import { ROUTES } from '@rbee/contract';
import { expect, test } from 'vitest';
import { aQueen } from '../../testing/index.ts';

test.each([
  ['127.0.0.1', [], false],
  ['localhost', [], false],
  ['::1', [], false],
  ['0.0.0.0', [], true],
  ['192.0.2.1', [], true],
  ['queen.example', [], true],
  ['127.0.0.1', ['10.0.0.1'], true],
])(
  '[A1] without access control a queen on %s with the proxies %j tells that it is reachable: %s',
  async (host, trustedProxies, reachable) => {
    const { app } = await aQueen({ host, trustedProxies });
    const answer = await app.inject(ROUTES.access);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toContain('no-store');
    expect(answer.json()).toEqual({
      control: false,
      reachable,
      needs_setup: false,
      passkeys: false,
      providers: [],
      me: null,
    });
  },
);

test('[A1] without access control all other routes about access are answered 404 access_off', async () => {
  const { app } = await aQueen();
  const asked = [];
  for (const { method, url } of routesOf(await app.inject(ROUTES.openapi))) {
    if (url === ROUTES.access || !url.startsWith(`${ROUTES.access}/`)) continue;
    const answer = await app.inject({ method, url });
    expect([method, url, answer.statusCode, answer.json().code]).toEqual([method, url, 404, 'access_off']);
    expect(answer.headers['cache-control']).toContain('no-store');
    asked.push(`${method} ${url}`);
  }
  expect(asked).toContain('POST /v1/access/sign-in');
  expect(asked.length).toBeGreaterThan(20);
});

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

function routesOf(openapi: { json(): unknown }): { method: Method; url: string }[] {
  const { paths } = openapi.json() as { paths: Record<string, object> };
  return Object.entries(paths).flatMap(([url, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase() as Method,
      url: url.replace(/\{\w+\}/g, 'any'),
    })),
  );
}
