import { PAGE_ROUTES, ROUTES } from '@rbee/contract';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { aQueen, FakeAccess } from '../testing/index.ts';
import type { Gate } from './gate.ts';
import { guardRoutes } from './guard-routes.ts';
import { needOf } from './route-needs.ts';

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'];

const hasNeed = (url: string): boolean =>
  METHODS.some((method) => {
    try {
      return needOf(method, url) !== undefined;
    } catch {
      return false;
    }
  });

test.each([...Object.values(ROUTES), ...Object.values(PAGE_ROUTES)])('%s has a need', (url) => {
  expect(hasNeed(url)).toBe(true);
});

test('a route without a need cannot be added', () => {
  const app = Fastify();
  guardRoutes(app, { asks: false } as Gate, () => null);
  expect(() => app.get('/v1/surprise', async () => 'hello')).toThrow(
    /GET \/v1\/surprise is not in the table/,
  );
});

const access = () => {
  const fake = new FakeAccess();
  return { fake, bearer: (token: string) => ({ authorization: `Bearer ${token}` }) };
};

test('[A1] without a token a route is answered 401, with its scope it is served, without it 403 names the scope', async () => {
  const { fake, bearer } = access();
  const { app } = await aQueen({ access: fake.access });
  for (const method of ['GET', 'HEAD'] as const) {
    const ask = (headers = {}) => app.inject({ method, url: '/v1/hives', headers });
    expect((await ask()).statusCode).toBe(401);
    expect((await ask(bearer(fake.program('read')))).statusCode).toBe(200);
    expect((await ask(bearer(fake.program('metrics')))).statusCode).toBe(403);
  }
  const stranger = await app.inject('/v1/hives');
  expect(stranger.headers).toMatchObject({
    'www-authenticate': 'Bearer realm="rbee"',
    'cache-control': 'private, no-store',
    vary: 'Origin, Authorization, Cookie',
  });
  const refused = await app.inject({ url: '/v1/hives', headers: bearer(fake.program('stream')) });
  expect(refused.json()).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('scope read') });
});
