import { createHash, createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { createServer as createPlainServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { type Certificate, certificate } from '../../../queen/src/testing/certificate.ts';
import { openOverWsBy } from '../link/index.ts';
import { fetchPinned, readBody } from './fetch-queen.ts';
import { pinnedAgent } from './pinned-agent.ts';

const pinOfKey = ({ key }: Certificate): string =>
  createHash('sha256')
    .update(createPublicKey(key).export({ type: 'spki', format: 'der' }))
    .digest('base64url');

const queen = certificate('some.other.name', 'server');
const stranger = certificate('queen', 'server');
const TOKEN = `rbh_${'a'.repeat(43)}`;

async function listening(server: Server, closeAll = () => {}): Promise<URL> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    closeAll();
    server.close();
  });
  return new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/v1/hive-link`);
}

/** A queen behind TLS with this certificate; `heard` has every token and every decrypted byte that came. */
async function startQueen({ pem, key }: Certificate) {
  const heard: string[] = [];
  const server = createServer({ cert: pem, key }, (request, response) => {
    heard.push(`POST ${request.headers.authorization}`);
    response.end('{}');
  });
  server.on('secureConnection', (socket) => {
    const write = socket.push.bind(socket);
    socket.push = (chunk, encoding) => {
      if (chunk !== null) heard.push('bytes');
      return write(chunk, encoding);
    };
  });
  const links = new WebSocketServer({ server });
  links.on('connection', (link, request) => {
    heard.push(`link ${request.headers.authorization}`);
    link.close(1012);
  });
  const url = await listening(server, () => server.closeAllConnections());
  return { url, heard };
}

const post = (url: URL, pin: string) =>
  fetchPinned(pin)(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: '{}',
    redirect: 'manual',
    signal: new AbortController().signal,
  });

const linkEnd = (url: URL, pin: string) =>
  new Promise((resolve) => {
    openOverWsBy({ pin }, url, { opened: () => {}, received: () => {}, ended: resolve }, TOKEN);
  });

test('[A3] a POST and a link reach a queen with the pinned key, whatever signed its certificate and whatever its name', async () => {
  const { url, heard } = await startQueen(queen);
  const response = await post(url, pinOfKey(queen));
  expect([response.status, await readBody(response, 10)]).toEqual([200, '{}']);
  expect(await linkEnd(url, pinOfKey(queen))).toMatchObject({ kind: 'closed', code: 1012 });
  expect(heard.filter((it) => it !== 'bytes')).toEqual([`POST Bearer ${TOKEN}`, `link Bearer ${TOKEN}`]);
  expect(heard).toContain('bytes');
});

test('[A3] to a server with another key not one byte of a request goes', async () => {
  const { url, heard } = await startQueen(stranger);
  await expect(post(url, pinOfKey(queen))).rejects.toMatchObject({ code: 'PIN_MISMATCH' });
  expect(await linkEnd(url, pinOfKey(queen))).toEqual({ kind: 'failed', reason: 'PIN_MISMATCH' });
  expect(heard).toEqual([]);
});

test('a server that does not speak TLS, or never answers, is a failure with its code', async () => {
  const rude = await listening(createPlainServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
  await expect(post(rude, pinOfKey(queen))).rejects.toMatchObject({
    code: expect.stringMatching(/SSL|EPROTO/),
  });
  const sockets: { destroy(): void }[] = [];
  const silent = await listening(
    createPlainServer((socket) => sockets.push(socket)),
    () => {
      for (const it of sockets) it.destroy();
    },
  );
  const asked = request(silent, { agent: pinnedAgent(pinOfKey(queen), 20) }).end();
  expect(await once(asked, 'error')).toMatchObject([{ code: 'ETIMEDOUT' }]);
});
