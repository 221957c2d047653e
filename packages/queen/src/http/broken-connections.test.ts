import { once } from 'node:events';
import { aHeartbeat } from '@rbee/contract/builders';
import { expect, test, vi } from 'vitest';
import { aListeningQueen, aLog, type ListeningQueen, postText, RawConnection } from '../testing/index.ts';

const whole = postText(JSON.stringify(aHeartbeat()));

/** Metric of the connections that failed with an error code. */
const ended = (code: string): string => `rbee_http_connection_errors_total{code="${code}"}`;

/** Checks that the queen knows no hive and still accepts heartbeats. */
async function goesOn({ post, get }: ListeningQueen): Promise<void> {
  expect(await get('/v1/hives')).toMatchObject({ items: [] });
  expect((await post(aHeartbeat())).statusCode).toBe(200);
}

test.each([
  ['in its headers', 60],
  ['in its body', whole.length - 10],
])('a heartbeat whose connection closes %s is ignored', async (_where, length) => {
  const queen = await aListeningQueen();
  const [connection, [accepted]] = await Promise.all([
    RawConnection.open(queen.port),
    once(queen.app.server, 'connection'),
  ]);
  await connection.say(whole.slice(0, length));
  const closed = once(accepted, 'close');
  connection.socket.destroy();
  await closed;
  await goesOn(queen);
});

test.each([
  ['in its headers', 60],
  ['in its body', whole.length - 10],
])(
  '[H5] a heartbeat that stops %s is answered with 408 and its connection closed',
  async (_where, length) => {
    const queen = await aListeningQueen({ requestTimeoutMs: 30 });
    vi.useRealTimers();
    const connection = await RawConnection.open(queen.port);
    await connection.say(whole.slice(0, length));
    const heard = await connection.ended();
    expect(heard).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\nContent-Type: application\/problem\+json\r\n/);
    expect(JSON.parse(heard.split('\r\n\r\n')[1] ?? '')).toMatchObject({
      status: 408,
      code: 'request_timeout',
    });
    expect(await queen.metric(ended('request_timeout'))).toBe(1);
    await goesOn(queen);
  },
);

test('[H5] a heartbeat that stops in its body is counted as refused with request_timeout', async () => {
  const queen = await aListeningQueen({ requestTimeoutMs: 30 });
  vi.useRealTimers();
  const connection = await RawConnection.open(queen.port);
  await connection.say(whole.slice(0, -10));
  await connection.ended();
  const refused = 'rbee_heartbeats_refused_total{code="request_timeout"}';
  await vi.waitUntil(async () => (await queen.metric(refused)) === 1, { interval: 1 });
  expect(await queen.metric('rbee_heartbeats_total{result="refused"}')).toBe(1);
});

test('a connection that is reset is counted as unanswered', async () => {
  const queen = await aListeningQueen();
  expect(await queen.metric(ended('unanswered'))).toBe(0);
  const [connection] = await Promise.all([
    RawConnection.open(queen.port),
    once(queen.app.server, 'connection'),
  ]);
  await connection.say(whole.slice(0, 60));
  connection.socket.resetAndDestroy();
  await vi.waitUntil(async () => (await queen.metric(ended('unanswered'))) === 1, { interval: 1 });
});

test.each(['application/json', 'application/json; charset=utf-8'])(
  'a heartbeat of type %s whose connection is reset in its body is refused, which is no error of the queen',
  async (type) => {
    const { lines, logger } = aLog(['error']);
    const queen = await aListeningQueen({ logger });
    const connection = await RawConnection.open(queen.port);
    await connection.say(whole.replace('application/json', type).slice(0, -10));
    connection.socket.resetAndDestroy();
    const refused = 'rbee_heartbeats_refused_total{code="bad_request"}';
    await vi.waitUntil(async () => (await queen.metric(refused)) === 1, { interval: 1 });
    expect(lines).toEqual([]);
    await goesOn(queen);
  },
);

test('[H5] an HTTP/1.1 request without Host is answered with 400, an HTTP/1.0 request is accepted', async () => {
  const { port } = await aListeningQueen();
  const ask = async (version: string): Promise<string> => {
    const connection = await RawConnection.open(port);
    await connection.say(`GET /v1/info HTTP/${version}\r\nConnection: close\r\n\r\n`);
    return connection.ended();
  };
  const refused = await ask('1.1');
  expect(refused).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(JSON.parse(refused.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'bad_request' });
  expect(await ask('1.0')).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});

test('[H5] a heartbeat with an unsupported Expect header is refused with a problem body, and counted', async () => {
  const queen = await aListeningQueen();
  const connection = await RawConnection.open(queen.port);
  const ask = async (header: string, answered: RegExp) => {
    connection.heard = '';
    await connection.say(whole.replace('Host', `${header}\r\nHost`));
    return connection.hears(answered);
  };
  const heard = await ask('Expect: 200-maybe', /\}$/);
  expect(heard).toMatch(
    /^HTTP\/1\.1 417 Expectation Failed\r\n(.+\r\n)*X-Content-Type-Options: nosniff\r\n/i,
  );
  expect(JSON.parse(heard.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'expectation_failed' });
  expect(await queen.metric('rbee_heartbeats_refused_total{code="expectation_failed"}')).toBe(1);
  await goesOn(queen);
  await ask('Expect: 100-Continue', /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
});

test('[H5] the refusal of a malformed URL has the security headers, also over a real connection', async () => {
  const { base } = await aListeningQueen();
  const answer = await fetch(`${base}/v1/hives/a%ZZ`);
  expect([answer.status, answer.headers.get('x-content-type-options')]).toEqual([400, 'nosniff']);
});

test.each([
  ['text that is not HTTP', 'hello\r\n\r\n'],
  [
    'a request with two lengths',
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
  ],
  [
    'a request with too large headers',
    `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
  ],
])('[H5] %s is answered with 400 and its connection closed', async (_what, text) => {
  const queen = await aListeningQueen();
  const connection = await RawConnection.open(queen.port);
  await connection.say(text);
  const heard = await connection.ended();
  expect(heard).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(JSON.parse(heard.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: 400, code: 'bad_request' });
  expect(await queen.metric(ended('bad_request'))).toBe(1);
  await goesOn(queen);
});

const STREAM = 'GET /v1/heartbeats/stream HTTP/1.1\r\nHost: localhost\r\n\r\n';

test('a watcher whose connection is reset is removed, and the other watchers continue', async () => {
  const queen = await aListeningQueen();
  const other = await queen.watch();
  await other.take(2);
  const connection = await RawConnection.open(queen.port);
  await connection.say(STREAM);
  await connection.hears(/"type":"queen"/);
  expect(await queen.metric('rbee_stream_watchers')).toBe(2);
  connection.socket.resetAndDestroy();
  await vi.waitUntil(async () => (await queen.metric('rbee_stream_watchers')) === 1, { interval: 1 });
  expect(await queen.metric('rbee_stream_disconnects_total{reason="hung_up"}')).toBe(1);
  await queen.post(aHeartbeat());
  expect((await other.take(2)).map(({ data }) => data['type'])).toEqual(['up', 'hive_telemetry']);
});

test('a watcher that sends data on its stream is disconnected without a response in the stream', async () => {
  const queen = await aListeningQueen();
  const connection = await RawConnection.open(queen.port);
  await connection.say(STREAM);
  await connection.hears(/"type":"queen"/);
  await connection.say('garbage\r\n\r\n');
  expect(await connection.ended()).not.toMatch(/HTTP\/1\.1 400/);
  expect(await queen.metric('rbee_stream_watchers')).toBe(0);
});

test('[S6] a watcher that stops reading gets the newest samples when it reads again, and another watcher gets all', async () => {
  const queen = await aListeningQueen({ watcherBufferBytes: 64 * 1024, ringBytes: 64 * 1024 });
  const other = await queen.watch();
  await other.take(2);
  const connection = await RawConnection.open(queen.port);
  await connection.say(STREAM);
  await connection.hears(/"type":"queen"/);
  connection.socket.pause();
  const workers = Array.from({ length: 100 }, (_, n) => ({
    ...aHeartbeat().workers[0],
    instance: `${n}`,
    model: 'x'.repeat(500),
  }));
  let seq = 0;
  const postSome = async () => {
    for (let turn = 0; turn < 20; turn += 1) {
      seq += 1;
      await queen.post({ ...aHeartbeat(), boot_id: 'b', seq, workers });
      while ((await other.next())?.data['seq'] !== seq);
    }
  };
  while ((await queen.metric('rbee_stream_watchers_behind')) === 0 && seq < 3_000) await postSome();
  await postSome();
  expect(await queen.metric('rbee_stream_unsent_bytes')).toBeLessThan(512 * 1024);
  for (const instance of ['a', 'b']) {
    await queen.post(aHeartbeat({ hive_id: instance, workers: [] }));
  }
  connection.socket.resume();
  await connection.hears(/"type":"hive_telemetry","hive_id":"b"/);
  expect(connection.heard).toMatch(/event: lag\nid: [0-9a-f]+-\d+\ndata: {"type":"lag","merged":\d+,/);
  expect(connection.heard).toContain(`"seq":${seq}`);
  expect(await queen.metric('rbee_stream_watchers')).toBe(2);
}, 30_000);
