import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { LinkEnd } from './link-end.ts';
import { openOverWs } from './link-socket.ts';

async function listening(server: Server): Promise<URL> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/hive-link`);
}

/** Address of a server that accepts every link. */
async function linking(serve: (webSocket: WebSocket) => void): Promise<URL> {
  const server = createServer();
  const webSockets = new WebSocketServer({ server });
  webSockets.on('connection', serve);
  onTestFinished(() => {
    for (const client of webSockets.clients) client.terminate();
  });
  return listening(server);
}

/** Opens a link and waits for its end; `opened` is called once it is open. */
function endOf(url: URL, opened: (socket: ReturnType<typeof openOverWs>) => void = () => {}) {
  const received: string[] = [];
  const ends: LinkEnd[] = [];
  return new Promise<{ received: string[]; ends: LinkEnd[] }>((resolve) => {
    const socket = openOverWs(url, {
      opened: () => opened(socket),
      received: (text) => received.push(text),
      ended: (end) => {
        ends.push(end);
        setImmediate(() => resolve({ received, ends }));
      },
    });
  });
}

const answering =
  (status: number, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(status, headers).end('no');
  };

test('[L1] a frame is sent and its answer received, and the end has its code', async () => {
  const url = await linking((webSocket) => {
    webSocket.on('message', (data, isBinary) => {
      webSocket.send(`${isBinary} ${data}`);
      webSocket.close(1012);
    });
  });
  const { received, ends } = await endOf(url, (socket) => socket.send('hello'));
  expect(received).toEqual(['false hello']);
  expect(ends).toEqual([{ kind: 'closed', code: 1012, reason: '' }]);
});

test('[L4] an upgrade that is not answered with 101 ends with its status and Retry-After', async () => {
  for (const [status, retryAfter] of [
    [404, null],
    [503, '9'],
    [301, null],
  ] as const) {
    const headers = retryAfter ? { 'retry-after': retryAfter } : { location: 'http://127.0.0.1:1/' };
    const url = await listening(createServer(answering(status, headers)));
    expect((await endOf(url)).ends).toMatchObject([
      { kind: 'refused', status, retryAfter, date: expect.any(String) },
    ]);
  }
});

test('[L4] a network failure ends with its code', async () => {
  const server = createServer();
  const url = await listening(server);
  server.close();
  expect((await endOf(url)).ends).toEqual([{ kind: 'failed', reason: 'ECONNREFUSED' }]);
});

test('[L1] a link is closed with 1001, and terminated without a close frame', async () => {
  const codes: number[] = [];
  const url = await linking((webSocket) => webSocket.on('close', (code) => codes.push(code)));
  expect((await endOf(url, (socket) => socket.close())).ends).toMatchObject([{ kind: 'closed', code: 1001 }]);
  expect((await endOf(url, (socket) => socket.terminate())).ends).toMatchObject([
    { kind: 'closed', code: 1006 },
  ]);
  expect(codes[0]).toBe(1001);
});
