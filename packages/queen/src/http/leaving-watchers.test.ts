import { once } from 'node:events';
import type { Socket } from 'node:net';
import { aHeartbeat } from '@rbee/contract/builders';
import { expect, test, vi } from 'vitest';
import { aListeningQueen, RawConnection } from '../testing/index.ts';

const ERRORS = [
  'rbee_stream_connection_errors_total',
  ...['bad_request', 'request_timeout', 'unanswered'].map(
    (code) => `rbee_http_connection_errors_total{code="${code}"}`,
  ),
];

const LEAVE: Record<string, (socket: Socket) => void> = {
  'closes its end': (socket) => socket.end(),
  'closes the connection': (socket) => socket.destroy(),
  'resets the connection': (socket) => socket.resetAndDestroy(),
};

/** A queen with one watcher, and that watcher's connection at the queen's end. */
async function aWatchedQueen(version: string) {
  const queen = await aListeningQueen();
  const connected = once(queen.app.server, 'connection');
  const watcher = await RawConnection.open(queen.port);
  await watcher.say(`GET /v1/heartbeats/stream HTTP/${version}\r\nHost: localhost\r\n\r\n`);
  await watcher.hears(/"type":"queen"/);
  const [atQueen] = (await connected) as [Socket];
  const errors = () => Promise.all(ERRORS.map((name) => queen.metric(name)));
  const left = () =>
    vi.waitUntil(async () => (await queen.metric('rbee_stream_watchers')) === 0, { timeout: 10_000 });
  return { queen, watcher, atQueen, errors, left };
}

test.each(['1.1', '1.0'])(
  '[S6] a watcher over HTTP/%s that leaves is no connection error',
  async (version) => {
    for (const [how, leave] of Object.entries(LEAVE)) {
      const { queen, watcher, errors, left } = await aWatchedQueen(version);
      leave(watcher.socket);
      await queen.post(aHeartbeat());
      await left();
      expect([how, await errors()]).toEqual([how, [0, 0, 0, 0]]);
    }
  },
);

test('[S6] a connection that breaks for another reason is one error', async () => {
  const { atQueen, errors, left } = await aWatchedQueen('1.1');
  atQueen.destroy(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }));
  await left();
  expect(await errors()).toEqual([1, 0, 0, 0]);
});
