import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { openOverWs } from '../link/index.ts';
import { fetchOverHttp, readBody } from './fetch-queen.ts';

let server: Server;

afterEach(() => {
  server.close().closeAllConnections();
});

async function listen(listener: RequestListener): Promise<URL> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/hive-heartbeat`);
}

const init = (signal = new AbortController().signal) => ({
  method: 'POST' as const,
  headers: { 'content-type': 'application/json' },
  body: '{"hive_id":"größe"}',
  redirect: 'manual' as const,
  signal,
});

test('[H1] every heartbeat is one POST, over a connection that is kept open', async () => {
  const seen: unknown[] = [];
  const sockets = new Set<unknown>();
  const url = await listen(async (request, response) => {
    sockets.add(request.socket);
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    seen.push([request.method, request.url, request.headers['content-type'], body]);
    response.writeHead(503, { 'retry-after': '7' }).end('later');
  });
  for (let i = 0; i < 3; i += 1) {
    const response = await fetchOverHttp(url, init());
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '7']);
    expect(response.headers.get('location')).toBeNull();
    expect(await readBody(response, 100)).toBe('later');
  }
  expect(seen[0]).toEqual(['POST', '/v1/hive-heartbeat', 'application/json', '{"hive_id":"größe"}']);
  expect(sockets.size).toBe(1);
});

test('[A2] a token is not sent to where a redirect leads, neither with a POST nor with a link', async () => {
  const shown: unknown[] = [];
  const elsewhere = createServer((request, response) => {
    shown.push(request.headers.authorization);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  onTestFinished(() => elsewhere.close().closeAllConnections());
  const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
  const url = await listen((_, response) => response.writeHead(307, { location }).end());
  const token = `rbh_${'t'.repeat(43)}`;
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetchOverHttp(url, { ...init(), headers });
  await readBody(response, 100);
  const end = await new Promise((resolve) => {
    openOverWs(url, { opened: () => {}, received: () => {}, ended: resolve }, token);
  });
  expect([response.status, end, shown]).toMatchObject([307, { kind: 'refused', status: 307 }, []]);
});

test('a redirect is not followed', async () => {
  const url = await listen((_, response) => response.writeHead(307, { location: '/elsewhere' }).end());
  const response = await fetchOverHttp(url, init());
  expect([response.status, response.headers.get('location')]).toEqual([307, '/elsewhere']);
  await readBody(response, 100);
});

test('a connection that is refused is an error with its code', async () => {
  const url = await listen(() => {});
  server.close();
  await expect(fetchOverHttp(url, init())).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('an aborted POST ends, before the answer and within it', async () => {
  const call = new AbortController();
  const silent = await listen(() => call.abort());
  await expect(fetchOverHttp(silent, init(call.signal))).rejects.toThrow();
  server.close().closeAllConnections();
  const cut = new AbortController();
  const slow = await listen((_, response) => response.writeHead(200).write('half'));
  const response = await fetchOverHttp(slow, init(cut.signal));
  const body = readBody(response, 100);
  cut.abort();
  await expect(body).rejects.toThrow();
});
