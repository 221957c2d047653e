import { once } from 'node:events';
import { constants } from 'node:http2';
import { connect } from 'node:tls';
import { aHeartbeat } from '@rbee/contract/builders';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { QueenConfig } from '../config.ts';
import {
  aGuardedQueen,
  aListeningQueen,
  bearer,
  certificate,
  HiveLink,
  Http2Client,
  RawConnection,
  textUntil,
} from '../testing/index.ts';
import { ServerCertificate } from '../tls/index.ts';

const its = certificate('queen', 'server');
const HEARTBEAT = { ':method': 'POST', ':path': '/v1/hive-heartbeat', 'content-type': 'application/json' };
const STREAM = { ':path': '/v1/heartbeats/stream' };

/** A queen with TLS, and a client that speaks HTTP/2 with it. */
async function aSecureQueen(config: Partial<QueenConfig> = {}) {
  const tls = new ServerCertificate({ cert: its.pem, key: its.key });
  const queen = await aListeningQueen({ tls, ...config });
  return { ...queen, tls, client: await Http2Client.open(queen.port, its) };
}

test('heartbeats, lists and the stream go over one connection with HTTP/2', async () => {
  const { client, port } = await aSecureQueen();
  expect((await client.ask(HEARTBEAT, JSON.stringify(aHeartbeat()))).status).toBe(200);
  const lists = await client.ask({ ':path': '/v1/hives' });
  expect(JSON.parse(lists.body).items).toHaveLength(1);
  const stream = client.begin(STREAM);
  const [headers] = await once(stream, 'response');
  expect(headers).toMatchObject({ ':status': 200, 'content-type': 'text/event-stream; charset=utf-8' });
  expect(await textUntil(stream, /event: heartbeat\n/)).toMatch(/^retry: |^id: |^event: /);
  const info = await client.ask({ ':path': '/v1/info' });
  expect(JSON.parse(info.body)).toMatchObject({ base_url: `https://127.0.0.1:${port}`, port });
  expect(info.headers).toMatchObject({ 'x-content-type-options': 'nosniff', vary: expect.any(String) });
  expect(info.headers).not.toHaveProperty('strict-transport-security');
});

test('the guards hold for HTTP/2', async () => {
  const { client } = await aSecureQueen({ allowHosts: ['queen.example'] });
  const status = async (headers: object) => (await client.ask({ ':path': '/v1/hives', ...headers })).status;
  expect(await status({ ':authority': 'queen.example' })).toBe(200);
  expect(await status({ ':authority': 'evil.example' })).toBe(421);
  expect(await status({ ':authority': 'queen.example', host: 'evil.example' })).toBe(400);
  expect(await status({ expect: 'the-unexpected' })).toBe(417);
  expect(await status({ ':method': 'DELETE', origin: 'https://evil.example' })).toBe(403);
  expect(await status({ ':path': '/v1/%' })).toBe(400);
  expect(await status({ ':method': 'CONNECT', ':path': undefined, ':authority': 'x:1' })).toBe(405);
  // No header of HTTP/1.1 that HTTP/2 forbids: the client would reset the request.
  expect(await status({ ':path': '/v1/hive-link' })).toBe(426);
});

test('[L1] a link is HTTP/1.1 within TLS, and its queen has what it sends', async () => {
  const { port, metric } = await aSecureQueen();
  const link = await HiveLink.open(port, {}, { ca: its.pem });
  link.beat(aHeartbeat());
  await link.hears();
  expect(await metric('rbee_links')).toBe(1);
});

test('[A1] access control holds for HTTP/2, and a token that ends, ends its streams', async () => {
  const tls = new ServerCertificate({ cert: its.pem, key: its.key });
  const { port, who } = await aGuardedQueen({ tls });
  const client = await Http2Client.open(port, its);
  expect((await client.ask({ ':path': '/v1/hives' })).status).toBe(401);
  expect((await client.ask(STREAM)).status).toBe(401);
  // Answered before its body has arrived.
  const stranger = await Http2Client.answerTo(client.begin(HEARTBEAT, { endStream: false }));
  expect(stranger.status).toBe(401);
  const sent = { ...HEARTBEAT, ...bearer(who.hive('hive-gpu-1')) };
  expect((await client.ask(sent, JSON.stringify(aHeartbeat()))).status).toBe(200);
  const token = who.program(['stream']);
  const stream = client.begin({ ...STREAM, ...bearer(token) });
  await once(stream, 'data');
  who.end(token);
  stream.resume();
  await once(stream, 'end');
});

test('a body is read up to its limit, and not after a refusal', async () => {
  const { client } = await aSecureQueen();
  const stream = client.begin(HEARTBEAT, { endStream: false });
  const answer = Http2Client.answerTo(stream);
  // One window after the other: the queen takes no more than it needs to refuse.
  const piece = 'x'.repeat(64 * 1024);
  const pump = (): void => {
    while (!stream.destroyed && stream.write(piece));
  };
  stream.on('drain', pump);
  pump();
  const { status, body } = await answer;
  expect([status, JSON.parse(body).code]).toEqual([413, 'body_too_large']);
});

test('a body that does not arrive in time is refused, and the connection goes on', async () => {
  const { client, metric } = await aSecureQueen({ requestTimeoutMs: 50 });
  const { status, body } = await Http2Client.answerTo(client.begin(HEARTBEAT, { endStream: false }));
  expect([status, JSON.parse(body).code]).toEqual([408, 'request_timeout']);
  expect(await metric('rbee_http_connection_errors_total{code="request_timeout"}')).toBe(1);
  expect((await client.ask({ ':path': '/health' })).status).toBe(200);
});

test('headers beyond 16 KiB are refused', async () => {
  const { client } = await aSecureQueen();
  // The limit counts once the client has acknowledged it.
  await client.ask({ ':path': '/health' });
  const asked = client.ask({ ':path': '/health', 'x-large': 'x'.repeat(20_000) });
  await expect(asked).rejects.toThrow(`reset with ${constants.NGHTTP2_ENHANCE_YOUR_CALM}`);
});

test('each request counts like a connection', async () => {
  const { client, port, metric } = await aSecureQueen({ maxConnections: 6 });
  const streams = Array.from({ length: 5 }, () => client.begin(STREAM));
  const codes = await Promise.all(
    streams.map(
      (stream) =>
        new Promise((resolve) => {
          stream.on('response', () => resolve('ok')).on('close', () => resolve(stream.rstCode));
        }),
    ),
  );
  const refused = codes.filter((code) => code === constants.NGHTTP2_REFUSED_STREAM);
  expect(codes.slice(0, 2)).toEqual(['ok', 'ok']);
  expect(refused).toHaveLength(3);
  expect(await metric('rbee_limit_reached_total{limit="connections",bound="address"}')).toBe(3);
  for (const stream of streams) stream.close();
  await vi.waitUntil(async () => (await metric('rbee_stream_watchers')) === 0);
  const other = await Http2Client.open(port, its);
  expect((await other.ask({ ':path': '/health' })).status).toBe(200);
});

test('a client that cancels requests quickly is disconnected', async () => {
  const { client, metric } = await aSecureQueen();
  const goaway = once(client.session, 'goaway');
  for (let at = 0; at < 150 && !client.session.closed; at++) {
    const stream = client.begin({ ':path': '/health' });
    // It is not sent before.
    await new Promise(setImmediate);
    stream.close(constants.NGHTTP2_CANCEL);
  }
  await goaway;
  expect(await metric('rbee_http_connection_errors_total{code="unanswered"}')).toBe(1);
});

test('a watcher that leaves is gone, and is no error', async () => {
  const { client, metric } = await aSecureQueen();
  const stream = client.begin(STREAM);
  await once(stream, 'data');
  expect(await metric('rbee_stream_watchers')).toBe(1);
  stream.close(constants.NGHTTP2_CANCEL);
  await vi.waitUntil(async () => (await metric('rbee_stream_watchers')) === 0);
  const second = client.begin(STREAM);
  await once(second, 'data');
  client.session.destroy();
  await vi.waitUntil(async () => (await metric('rbee_stream_watchers')) === 0);
  expect(await metric('rbee_stream_connection_errors_total')).toBe(0);
});

test('[S7] a stopping queen tells its watchers when to come back, and closes the connection', async () => {
  const { app, client } = await aSecureQueen({ random: () => 0.5 });
  const goaway = once(client.session, 'goaway');
  const closed = once(client.session, 'close');
  const stream = client.begin(STREAM);
  await once(stream, 'data');
  const last = textUntil(stream, /retry: 750\n\n$/);
  await app.close();
  await Promise.all([last, goaway, closed]);
});

test('an incomplete request delays closing by two seconds at most', async () => {
  const { app, client } = await aSecureQueen();
  const begun = once(client.begin(HEARTBEAT, { endStream: false }), 'close');
  await client.ask({ ':path': '/health' });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const closed = app.close();
  await vi.waitUntil(() => vi.getTimerCount() > 0);
  vi.advanceTimersByTime(2_000);
  await Promise.all([closed, begun]);
});

test('a connection that never speaks TLS is closed after the time for a request, and counted', async () => {
  const { port, metric } = await aSecureQueen({ requestTimeoutMs: 50 });
  const silent = await RawConnection.open(port);
  expect(await silent.ended()).toBe('');
  const plain = await RawConnection.open(port);
  await plain.say('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await plain.ended();
  expect(await metric('rbee_http_connection_errors_total{code="tls_handshake"}')).toBe(2);
});

test('connections in their handshake count', async () => {
  const { port, metric } = await aSecureQueen({ maxConnections: 3, addressShare: 1 });
  await RawConnection.open(port);
  await RawConnection.open(port);
  await (await RawConnection.open(port)).ended();
  expect(await metric('rbee_limit_reached_total{limit="connections",bound="all"}')).toBe(1);
});

test('a new certificate counts for new connections; links and streams stay', async () => {
  const { client, port, tls, metric, post } = await aSecureQueen();
  const stream = client.begin(STREAM);
  await once(stream, 'data');
  const renewed = certificate('renewed', 'server');
  tls.replace({ cert: renewed.pem, key: renewed.key });
  const peer = connect({ port, host: '127.0.0.1', ca: renewed.pem, ALPNProtocols: ['http/1.1'] });
  onTestFinished(() => void peer.destroy());
  await once(peer, 'secureConnect');
  expect(peer.getPeerCertificate().subject.CN).toBe('renewed');
  const next = textUntil(stream, /"hive_id":"after"/);
  await post(aHeartbeat({ hive_id: 'after' }));
  await next;
  expect(await metric('rbee_stream_watchers')).toBe(1);
  expect(await metric('rbee_tls_certificate_expiry_timestamp_seconds')).toBe(
    Date.UTC(2049, 11, 31, 23, 59, 59) / 1000,
  );
});
