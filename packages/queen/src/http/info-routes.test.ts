import { createCheck, QueenInfoSchema, ROUTES } from '@rbee/contract';
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

test('[Q] the OpenAPI document describes all routes', async () => {
  const { get } = await aQueen();
  const { openapi, paths } = (await get(ROUTES.openapi)) as { openapi: string; paths: object };
  expect(openapi).toBe('3.1.0');
  const { openapi: itself, docs, ...described } = ROUTES;
  const urls = Object.values(described).map((url) => url.replace(/:(\w+)/, '{$1}'));
  expect(Object.keys(paths).sort()).toEqual(urls.sort());
  expect([itself, docs].some((url) => url in paths)).toBe(false);
});

test('[Q] the docs page loads only files of the queen', async () => {
  const { app } = await aQueen();
  const page = await app.inject(ROUTES.docs);
  const scripts = [...page.body.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map((match) => match[1] ?? '');
  expect(scripts.length).toBeGreaterThan(3);
  for (const url of scripts) expect((await app.inject(url)).statusCode).toBe(200);
  expect(page.headers['content-security-policy']).toContain("style-src 'self' 'unsafe-inline'");
});
