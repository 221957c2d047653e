import { expect, test, vi } from 'vitest';
import { connectionsWithin, openFilesWarning } from './open-files.ts';
import { aListeningQueen, aLog, RawConnection } from './testing/index.ts';

const settings = (openFiles: number) => ({
  openFiles,
  maxConnections: 30_000,
  maxLinks: 24_000,
  maxWatchers: 4_000,
});

test.each([
  [Number.POSITIVE_INFINITY, 30_000],
  [1_048_576, 30_000],
  [28_100, 28_000],
  [1_024, 924],
  [64, 32],
  [1, 1],
])('of %d open files %d are left for connections', (openFiles, connections) => {
  expect(connectionsWithin(settings(openFiles))).toBe(connections);
});

test('too few open files for what the settings promise are said in one sentence', () => {
  expect([28_100, Number.POSITIVE_INFINITY].map((it) => openFilesWarning(settings(it)))).toEqual([
    null,
    null,
  ]);
  expect(openFilesWarning(settings(1_024))).toBe(
    'The queen may open only 1024 files, enough for 924 connections; for all 24000 links and 4000 stream clients raise the limit to 28100 (ulimit -n, LimitNOFILE in systemd).',
  );
});

test('a queen that may open few files says so, closes what is too much with one log line, and goes on', async () => {
  const { lines: warnings, logger } = aLog(['warn']);
  const queen = await aListeningQueen({ openFiles: 12, addressShare: 1, logger });
  expect(warnings.splice(0)).toEqual([expect.stringMatching(/^The queen may open only 12 files/)]);
  const open = await Promise.all(Array.from({ length: 6 }, () => RawConnection.open(queen.port)));
  const refused = await Promise.all(Array.from({ length: 4 }, () => RawConnection.open(queen.port)));
  for (const connection of refused) expect(await connection.ended()).toBe('');
  expect(warnings).toEqual(['connections are closed because the limit is reached']);
  expect(await queen.metric('rbee_limit_reached_total{limit="connections",bound="all"}')).toBe(4);
  for (const connection of open) {
    await connection.say('GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect(await connection.ended()).toMatch(/^HTTP\/1.1 200/);
  }
  await vi.waitUntil(async () => /200/.test(await health(queen.port)));
});

async function health(port: number): Promise<string> {
  const connection = await RawConnection.open(port);
  await connection.say('GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  return connection.ended();
}
