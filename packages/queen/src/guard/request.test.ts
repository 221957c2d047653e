import { aHeartbeat } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aListeningQueen, RawConnection } from '../testing/index.ts';

const body = JSON.stringify(aHeartbeat());
const length = `Content-Length: ${body.length}`;
const json = 'Content-Type: application/json';
const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

/** A request as text: its first line, its headers and its body. */
const request = (line: string, headers: readonly string[], content = ''): string =>
  [line, ...headers, 'Connection: close', '', content].join('\r\n');
const post = (headers: readonly string[], content = body, line = 'POST /v1/hive-heartbeat HTTP/1.1') =>
  request(line, [json, ...headers], content);
const HOST = 'Host: localhost';

test.each([
  ['two Host headers', post([HOST, 'Host: evil.example', length]), 400, 'bad_request'],
  ['the same Host header twice', post([HOST, HOST, length]), 400, 'bad_request'],
  ['two Host headers of a GET', request('GET /v1/hives HTTP/1.1', [HOST, 'Host: b']), 400, 'bad_request'],
  ['a Host header with two names', post(['Host: localhost,evil.example', length]), 400, 'bad_request'],
  ['an empty Host header', post(['Host:', length]), 421, 'host_not_allowed'],
  [
    'a target of another host',
    post([HOST, length], body, 'POST http://evil.example/v1/hive-heartbeat HTTP/1.1'),
    421,
    'host_not_allowed',
  ],
  [
    'a GET of another host',
    request('GET http://evil.example/v1/hives HTTP/1.1', [HOST]),
    421,
    'host_not_allowed',
  ],
  [
    'a target with credentials of another host',
    request('GET http://localhost@evil.example/v1/hives HTTP/1.1', [HOST]),
    421,
    'host_not_allowed',
  ],
  [
    'a target of another scheme',
    request('GET ftp://localhost/v1/hives HTTP/1.1', [HOST]),
    400,
    'bad_request',
  ],
  [
    'a body that is compressed for its transfer',
    post([HOST, 'Transfer-Encoding: gzip, chunked'], chunked),
    400,
    'bad_request',
  ],
  [
    'a transfer coding in two headers',
    post([HOST, 'Transfer-Encoding: gzip', 'Transfer-Encoding: chunked'], chunked),
    400,
    'bad_request',
  ],
  [
    'a transfer coding over HTTP/1.0',
    post([HOST, 'Transfer-Encoding: chunked'], chunked, 'POST /v1/hive-heartbeat HTTP/1.0'),
    400,
    'bad_request',
  ],
  [
    'a length and a transfer coding',
    post([HOST, length, 'Transfer-Encoding: chunked'], chunked),
    400,
    'bad_request',
  ],
  ['two content types', post([HOST, length, 'Content-Type: text/plain']), 415, 'unsupported_media_type'],
])('[H5] %s is refused', async (_what, text, status, code) => {
  const queen = await aListeningQueen();
  const connection = await RawConnection.open(queen.port);
  await connection.say(text);
  const heard = await connection.ended();
  expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(heard.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  expect(JSON.parse(heard.slice(heard.indexOf('{'), heard.lastIndexOf('}') + 1))).toMatchObject({ code });
  expect(await queen.get('/v1/hives')).toMatchObject({ items: [] });
});

test.each([
  ['a chunked body', post([HOST, 'Transfer-Encoding: chunked'], chunked)],
  ['a chunked body in capitals', post([HOST, 'Transfer-Encoding: Chunked'], chunked)],
  [
    'a target of this host',
    post([HOST, length], body, 'POST http://127.0.0.1:7833/v1/hive-heartbeat HTTP/1.1'),
  ],
])('[H5] %s is accepted', async (_what, text) => {
  const { port } = await aListeningQueen();
  const connection = await RawConnection.open(port);
  await connection.say(text);
  expect(await connection.ended()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});

const HANDSHAKE = [
  HOST,
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
];

test.each([
  ['over HTTP/1.0', 'GET /v1/hive-link HTTP/1.0', ['Connection: Upgrade', ...HANDSHAKE]],
  ['with a body', 'GET /v1/hive-link HTTP/1.1', ['Connection: Upgrade', 'Content-Length: 2', ...HANDSHAKE]],
  ['without the option upgrade', 'GET /v1/hive-link HTTP/1.1', ['Connection: not-upgrade', ...HANDSHAKE]],
  [
    'with two keys',
    'GET /v1/hive-link HTTP/1.1',
    ['Connection: Upgrade', 'Sec-WebSocket-Key: BBBBBBBBBBBBBBBBBBBBBB==', ...HANDSHAKE],
  ],
])('[L1] [H5] an upgrade %s is no handshake', async (_what, line, headers) => {
  const { port } = await aListeningQueen();
  const connection = await RawConnection.open(port);
  await connection.say(`${[line, ...headers].join('\r\n')}\r\n\r\n{}`);
  expect(await connection.hears(/upgrade_required/)).toMatch(/^HTTP\/1\.1 426 /);
});
