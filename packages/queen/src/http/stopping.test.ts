import { aHeartbeat } from '@rbee/contract/builders';
import type { FastifyInstance } from 'fastify';
import { expect, test, vi } from 'vitest';
import { aListeningQueen, postText, RawConnection } from '../testing/index.ts';

test('[S7] a stopping queen sends a retry time to its watchers, and closes at once', async () => {
  const { app, watch, port } = await aListeningQueen({ random: () => 0.5 });
  const idle = await RawConnection.open(port);
  await idle.say('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await idle.hears(/200 OK/);
  const reader = await watch();
  await reader.take(2);
  await app.close();
  expect((await reader.next())?.raw).toBe('retry: 750\n\n');
  expect(await reader.next()).toBeNull();
  await idle.ended();
});

test('[H5] a POST that has begun is answered, and its connection closed', async () => {
  const { app, port, watch } = await aListeningQueen();
  const post = postText(JSON.stringify(aHeartbeat()));
  const connection = await halfPosted(port, app, post);
  const watcher = await watch();
  await watcher.take(2);
  const closed = app.close();
  while (await watcher.next()) await Promise.resolve();
  await connection.say(post.slice(-20));
  expect(await connection.ended()).toMatch(/^HTTP\/1\.1 200 OK\r\n(.+\r\n)*connection: close\r\n/i);
  await closed;
});

test('an incomplete request delays closing by two seconds at most', async () => {
  const { app, port } = await aListeningQueen();
  const connection = await halfPosted(port, app, postText(JSON.stringify(aHeartbeat())));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const closed = app.close();
  await vi.waitUntil(() => vi.getTimerCount() > 0);
  vi.advanceTimersByTime(2_000);
  await closed;
  expect(await connection.ended()).not.toContain('200 OK');
});

test('[H5] a POST that begins while the queen stops is refused with Retry-After', async () => {
  const { app, port, watch } = await aListeningQueen();
  const post = postText(JSON.stringify(aHeartbeat()));
  const connection = await RawConnection.open(port);
  await connection.say(`GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n${post.slice(0, 40)}`);
  await connection.hears(/200 OK/);
  const watcher = await watch();
  await watcher.take(2);
  const closed = app.close();
  while (await watcher.next()) await Promise.resolve();
  await connection.say(post.slice(40));
  const heard = await connection.ended();
  expect(heard).toMatch(/HTTP\/1\.1 503 Service Unavailable\r\n(.+\r\n)*retry-after: 2\r\n/i);
  expect(heard).toContain('"code":"stopping"');
  await closed;
});

/** Opens a connection and sends a POST without its last 20 bytes. */
async function halfPosted(port: number, app: FastifyInstance, post: string): Promise<RawConnection> {
  const connection = await RawConnection.open(port);
  const started = new Promise<void>((resolve) => {
    app.server.once('request', () => resolve());
  });
  await connection.say(post.slice(0, -20));
  await started;
  return connection;
}
