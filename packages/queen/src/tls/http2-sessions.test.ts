import { once } from 'node:events';
import { constants } from 'node:http2';
import { expect, onTestFinished, test } from 'vitest';
import { certificate, Http2Client } from '../testing/index.ts';
import { type Http2Parts, Http2Sessions } from './http2-sessions.ts';
import { ServerCertificate } from './server-certificate.ts';
import { tlsServer } from './tls-server.ts';

/** A client of connections with these bounds. */
async function aClient(parts: Partial<Http2Parts>): Promise<Http2Client> {
  const its = certificate('queen', 'server');
  const sessions = new Http2Sessions({
    ...{ handle: () => {}, enter: () => () => {}, isStream: () => false },
    ...{ onSlowRequest: () => {}, onError: () => {} },
    ...{ idleMs: 60_000, requestMs: 60_000, answerMs: 60_000 },
    ...parts,
  });
  const server = tlsServer(
    new ServerCertificate({ cert: its.pem, key: its.key }),
    { headersTimeout: 60_000 },
    () => {},
    { onHttp2: (socket) => sessions.accept(socket), onFailed: () => {} },
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    sessions.cutAll();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return Http2Client.open(address.port, its);
}

test('a connection without a request is closed, one with an open request is not before that ends', async () => {
  const client = await aClient({ idleMs: 20 });
  await once(client.session, 'close');
  const busy = await aClient({
    idleMs: 20,
    handle: (_, response) => setTimeout(() => response.end('late'), 60),
  });
  const closed = once(busy.session, 'close');
  expect((await busy.ask({ ':path': '/' })).body).toBe('late');
  await closed;
});

test('an answer of which the client takes nothing is cut off', async () => {
  const handle: Http2Parts['handle'] = (_, response) => response.end(Buffer.alloc(4 * 1024 * 1024));
  const client = await aClient({ answerMs: 20, handle });
  const unread = client.begin({ ':path': '/' });
  unread.pause();
  await once(unread, 'close');
  expect(unread.rstCode).toBe(constants.NGHTTP2_CANCEL);
});
