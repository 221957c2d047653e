import { createCheck, ProblemSchema } from '@rbee/contract';
import { aHeartbeat } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aListeningQueen, HiveLink, RawConnection } from '../testing/index.ts';

test.each([
  ['of a page of another origin', { origin: 'https://evil.example' }, 403, 'origin_not_allowed'],
  [
    'of a page on this computer that is not served by the queen',
    { origin: 'http://localhost:1' },
    403,
    'origin_not_allowed',
  ],
  ['for another host name', { host: 'evil.example' }, 421, 'host_not_allowed'],
])('[H5] an upgrade %s is refused with a problem document', async (_what, headers, status, code) => {
  const { port, metric } = await aListeningQueen();
  const refused = await HiveLink.refused(port, headers);
  expect([refused.status, refused.body['code']]).toEqual([status, code]);
  expect(refused.headers['content-type']).toBe('application/problem+json');
  expect(createCheck(ProblemSchema).mismatch(refused.body)).toBeNull();
  expect(await metric('rbee_links')).toBe(0);
});

test("[L1] the queen's own page may open a link", async () => {
  const { port } = await aListeningQueen();
  const link = await HiveLink.open(port, { origin: `http://127.0.0.1:${port}` });
  link.beat(aHeartbeat({ seq: 1 }));
  expect(await link.hears()).toMatchObject({ type: 'ack', seq: 1 });
});

test('[H5] [L1] a link beyond the limit is refused with Retry-After', async () => {
  const { port } = await aListeningQueen({ maxLinks: 1 });
  await HiveLink.open(port);
  const { status, body, headers } = await HiveLink.refused(port);
  expect([status, body['code'], headers['retry-after']]).toEqual([503, 'overloaded', '10']);
});

test('[H5] [L1] a request that is not a WebSocket handshake is answered 426, and the connection stays open', async () => {
  const { port, app } = await aListeningQueen();
  const plain = await app.inject('/v1/hive-link');
  expect([plain.statusCode, plain.json().code]).toEqual([426, 'upgrade_required']);
  expect(plain.headers).toMatchObject({ upgrade: 'websocket', 'sec-websocket-version': '13' });
  expect((await app.inject({ method: 'POST', url: '/v1/hive-link' })).statusCode).toBe(405);
  const raw = await RawConnection.open(port);
  const ask = (path: string, upgrade: string) =>
    raw.say(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n\r\n`);
  await ask('/v1/hive-link', 'h2c');
  await raw.hears(/HTTP\/1.1 426 [\s\S]*upgrade_required/);
  await ask('/v1/hives', 'websocket');
  await raw.hears(/HTTP\/1.1 200 OK[\s\S]*"items":\[\]/);
});

test('[H5] [L1] no link is opened while the queen stops', async () => {
  const { port, app, watch } = await aListeningQueen();
  const connection = await RawConnection.open(port);
  await connection.say('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /v1/hive-link HTTP/1.1\r\n');
  await connection.hears(/200 OK/);
  const watcher = await watch();
  await watcher.take(2);
  const closed = app.close();
  while (await watcher.next()) await Promise.resolve();
  await connection.say(
    'Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  expect(await connection.ended()).toMatch(
    /HTTP\/1\.1 503 Service Unavailable\r\n(.+\r\n)*retry-after: 2\r\n/i,
  );
  await closed;
});
