import { aHeartbeat } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aQueen } from '../testing/index.ts';

const json = { 'content-type': 'application/json' };

test('an unknown Host is refused on every route, and the detail names --allow-host', async () => {
  const { app } = await aQueen({ allowHosts: ['queen.example'] });
  for (const url of ['/', '/v1/hives', '/health', '/metrics', '/docs', '/v1/nothing']) {
    const answer = await app.inject({ url, headers: { host: 'evil.example' } });
    expect([answer.statusCode, answer.json().code]).toEqual([421, 'host_not_allowed']);
    expect(answer.json().detail).toContain('--allow-host');
  }
  expect((await app.inject({ url: '/health', headers: { host: 'queen.example:7833' } })).statusCode).toBe(
    200,
  );
});

test('only pages on localhost and of the allowed origins may read', async () => {
  const { app } = await aQueen({ allowOrigins: ['https://grafana.example'] });
  const allowed = async (origin: string) =>
    (await app.inject({ url: '/v1/hives', headers: { origin } })).headers['access-control-allow-origin'];
  expect(await allowed('http://localhost:3000')).toBe('http://localhost:3000');
  expect(await allowed('https://grafana.example')).toBe('https://grafana.example');
  expect(await allowed('https://evil.example')).toBeUndefined();
});

test('a preflight request allows Last-Event-ID, and only methods that read', async () => {
  const { app } = await aQueen();
  const preflight = (origin: string) =>
    app.inject({
      method: 'OPTIONS',
      url: '/v1/heartbeats/stream',
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'last-event-id',
      },
    });
  const { statusCode, headers } = await preflight('http://localhost:3000');
  expect(statusCode).toBe(204);
  expect(headers['access-control-allow-headers']).toContain('last-event-id');
  expect(headers['access-control-allow-methods']).toBe('GET, HEAD');
  expect((await preflight('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
});

test("pages of another origin may not change anything; the queen's own page and programs may", async () => {
  const { app, post, get, metric } = await aQueen();
  for (const origin of ['https://evil.example', 'http://localhost:3000', 'null']) {
    const answer = await post(aHeartbeat(), { ...json, origin });
    expect([answer.statusCode, answer.json()['code']]).toEqual([403, 'origin_not_allowed']);
  }
  expect(await get('/v1/hives')).toMatchObject({ items: [] });
  expect(await metric('rbee_heartbeats_refused_total{code="origin_not_allowed"}')).toBe(3);
  expect((await post(aHeartbeat())).statusCode).toBe(200);
  const own = { host: 'localhost:7833', origin: 'http://localhost:7833' };
  const deleted = await app.inject({ method: 'DELETE', url: '/v1/hives/hive-gpu-1', headers: own });
  expect(deleted.statusCode).toBe(204);
});

test('pages of other origins may show the page in a frame only if they are allowed', async () => {
  const framing = async (allowFrames: string[]) => {
    const { app } = await aQueen({ allowFrames });
    const { headers } = await app.inject('/');
    const policy = String(headers['content-security-policy']).split(';');
    return [policy.find((it) => it.startsWith('frame-ancestors')), headers['x-frame-options']];
  };
  expect(await framing([])).toEqual(["frame-ancestors 'self'", 'SAMEORIGIN']);
  const allowed = ['https://grafana.example', 'http://homeassistant.local:8123', 'http://192.168.1.20:8123'];
  expect(await framing(allowed)).toEqual([`frame-ancestors 'self' ${allowed.join(' ')}`, undefined]);
});

test('every response has security headers, and none makes a browser switch to HTTPS', async () => {
  const { app } = await aQueen();
  for (const url of ['/', '/v1/hives', '/v1/nothing', '/docs']) {
    const { headers } = await app.inject(url);
    expect(headers['content-security-policy']).toMatch(/^default-src 'self';/);
    expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN' });
    expect(headers).not.toHaveProperty('strict-transport-security');
  }
});
