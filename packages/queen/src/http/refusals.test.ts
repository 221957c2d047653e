import { createCheck, ProblemSchema, ROUTES } from '@rbee/contract';
import { expect, test } from 'vitest';
import { aQueen } from '../testing/index.ts';

test.each([
  ['GET', '/v1/nothing', 404, 'not_found'],
  ['POST', '/v1/nothing', 404, 'not_found'],
  ['GET', '/v1/hives/a/b', 404, 'not_found'],
  ['GET', '/v1', 404, 'not_found'],
  ['GET', '/nothing.html', 404, 'not_found'],
  ['GET', '/v1/hives/nobody', 404, 'hive_not_found'],
  ['DELETE', '/v1/hives/nobody', 404, 'hive_not_found'],
  ['GET', '/v1/hives/__proto__', 404, 'hive_not_found'],
  ['GET', `/v1/hives/${'a'.repeat(401)}`, 400, 'bad_request'],
  ['GET', '/v1/hives/%zz', 400, 'bad_request'],
  ['GET', '/v1/hives?limit=x', 400, 'bad_request'],
  ['GET', '/v1/workers?cursor=%25', 400, 'bad_request'],
] as const)('[H5] %s %s is answered with %d %s', async (method, url, status, code) => {
  const { app } = await aQueen();
  const answer = await app.inject({ method, url });
  expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(createCheck(ProblemSchema).mismatch(answer.json())).toBeNull();
  expect(answer.json().detail).toMatch(/[^.]\.$/);
  expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', vary: 'Origin' });
});

test.each([
  ['GET', ROUTES.heartbeat, 'OPTIONS, POST'],
  ['POST', ROUTES.stream, 'GET, OPTIONS'],
  ['HEAD', ROUTES.stream, 'GET, OPTIONS'],
  ['POST', ROUTES.hives, 'GET, HEAD, OPTIONS'],
  ['PUT', '/v1/hives/a', 'DELETE, GET, HEAD, OPTIONS'],
  ['DELETE', ROUTES.workers, 'GET, HEAD, OPTIONS'],
  ['PATCH', ROUTES.info, 'GET, HEAD, OPTIONS'],
  ['POST', ROUTES.health, 'GET, HEAD, OPTIONS'],
  ['POST', ROUTES.metrics, 'GET, HEAD, OPTIONS'],
  ['QUERY', ROUTES.health, 'GET, HEAD, OPTIONS'],
  ['PROPFIND', ROUTES.heartbeat, 'OPTIONS, POST'],
  ['POST', '/docs/static/swagger-ui.css', 'GET, HEAD, OPTIONS'],
] as const)('[H5] %s %s is answered with 405 and Allow: %s', async (method, url, allow) => {
  const { app } = await aQueen();
  const answer = await app.inject({ method, url });
  expect([answer.statusCode, answer.headers['allow']]).toEqual([405, allow]);
  if (method !== 'HEAD') expect(answer.json().code).toBe('method_not_allowed');
});

test.each([
  ['an invalid content type', { 'content-type': 'json' }],
  ['no content type', {}],
])('[H5] a wrong method is answered with 405, also with %s', async (_what, headers) => {
  const { app } = await aQueen();
  const answer = await app.inject({ method: 'PUT', url: ROUTES.health, headers, payload: '{' });
  expect([answer.statusCode, answer.json().code]).toEqual([405, 'method_not_allowed']);
});

test.each(['GET', 'POST'] as const)(
  'a malformed URL with an unknown Host is refused for the Host (%s)',
  async (method) => {
    const { app } = await aQueen();
    const answer = await app.inject({ method, url: '/v1/hives/%zz', headers: { host: 'evil.example' } });
    expect([answer.statusCode, answer.json().code]).toEqual([421, 'host_not_allowed']);
  },
);

test('OPTIONS is answered with the methods of the path', async () => {
  const { app } = await aQueen();
  const answer = await app.inject({ method: 'OPTIONS', url: ROUTES.heartbeat });
  expect([answer.statusCode, answer.headers['allow']]).toEqual([204, 'OPTIONS, POST']);
});

test('[H5] an internal error is answered with 500, without the message of the error', async () => {
  const clock = { now: () => Number.NaN, monotonic: () => 0 };
  const { app } = await aQueen({ clock });
  const payload = { hive_id: 'a', timestamp: '2025-10-30T20:15:30Z', workers: [] };
  const answer = await app.inject({ method: 'POST', url: ROUTES.heartbeat, payload });
  expect([answer.statusCode, answer.json().code]).toEqual([500, 'internal_error']);
  expect(answer.body).not.toContain('RangeError');
});
