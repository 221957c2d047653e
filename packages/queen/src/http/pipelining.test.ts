import { aHeartbeat } from '@rbee/contract/builders';
import { expect, test, vi } from 'vitest';
import { aListeningQueen, postText, RawConnection } from '../testing/index.ts';

const STREAM = 'GET /v1/heartbeats/stream HTTP/1.1\r\nHost: localhost\r\n\r\n';
const UPGRADE = [
  'GET /v1/hive-link HTTP/1.1',
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  '\r\n',
].join('\r\n');
const post = (hive_id: string): string => postText(JSON.stringify(aHeartbeat({ hive_id })));
/** The statuses in the received text, in their order. */
const statuses = (heard: string): string[] =>
  [...heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, it]) => it ?? '');

test('[H5] [S1] a stream that was asked for behind POSTs begins after their answers', async () => {
  const { port } = await aListeningQueen();
  const connection = await RawConnection.open(port);
  await connection.say(`${post('a')}${post('b')}${STREAM}`);
  const heard = await connection.hears(/"type":"queen"/);
  expect(statuses(heard)).toEqual(['200', '200', '200']);
  expect(heard).toMatch(
    /hive a"\}HTTP\/1\.1 200 OK\r\n(.+\r\n)+\r\n\{.+hive b"\}HTTP\/1\.1 200 OK\r\n(.+\r\n)*content-type: text\/event-stream.*\r\n(.+\r\n)*\r\n[0-9a-f]+\r\nretry: /i,
  );
});

test('[H5] a request behind a stream, which would never be answered, closes the connection', async () => {
  const queen = await aListeningQueen();
  for (const texts of [[`${post('a')}${STREAM}${post('b')}`], [`${post('a')}${STREAM}`, post('b')]]) {
    const connection = await RawConnection.open(queen.port);
    for (const text of texts) {
      await connection.say(text);
      if (texts.length > 1 && text.includes(STREAM)) await connection.hears(/"type":"queen"/);
    }
    expect(statuses(await connection.ended())[0]).toBe('200');
    await vi.waitUntil(async () => (await queen.metric('rbee_stream_watchers')) === 0, { interval: 1 });
  }
});

test.each([
  ['one POST', post('a'), ['200']],
  ['two POSTs', post('a') + post('b'), ['200', '200']],
  ['a POST that is refused', postText('{}'), ['422']],
  ['a GET', 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n', ['200']],
])('[H5] garbage behind %s is answered after it, and closes the connection', async (_what, text, answers) => {
  const queen = await aListeningQueen();
  const connection = await RawConnection.open(queen.port);
  await connection.say(`${text}garbage\r\n\r\n`);
  expect(statuses(await connection.ended())).toEqual([...answers, '400']);
  expect(await queen.metric('rbee_http_connection_errors_total{code="bad_request"}')).toBe(1);
  expect(await queen.metric('rbee_heartbeats_refused_total{code="bad_request"}')).toBe(undefined);
});

test('[H5] a stream between a POST and garbage is not begun', async () => {
  const queen = await aListeningQueen();
  const connection = await RawConnection.open(queen.port);
  await connection.say(`${post('a')}${STREAM}garbage\r\n\r\n`);
  expect(statuses(await connection.ended())).toEqual(['200']);
  expect(await queen.metric('rbee_stream_watchers')).toBe(0);
});

test('[L1] [H5] an upgrade behind a POST is refused after its answer; alone it is accepted', async () => {
  const { port } = await aListeningQueen();
  const connection = await RawConnection.open(port);
  await connection.say(post('a') + UPGRADE);
  expect(statuses(await connection.hears(/upgrade_required/))).toEqual(['200', '426']);
  const own = await RawConnection.open(port);
  await own.say(UPGRADE);
  expect(statuses(await own.hears(/\r\n\r\n/))).toEqual(['101']);
});
