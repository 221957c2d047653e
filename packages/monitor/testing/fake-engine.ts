import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { TcpEndpoint } from '../src/engine-reader.ts';

/** An answer: a body with 200, or a status with a body. A text is sent as it is, anything else as JSON. */
export type FakeAnswer = { readonly status: number; readonly body?: unknown } | { readonly body: unknown };

/** What a fake engine does with a request. */
export type FakeHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that answers as an engine does and records what it is asked. */
export interface FakeEngine {
  readonly endpoint: TcpEndpoint;
  /** All requests, as `GET /path`. */
  readonly requests: readonly string[];
  /** The last value of each header that was received. */
  readonly headers: IncomingMessage['headers'];
  /** Connections that were accepted. */
  readonly connections: number;
  /** Sets the answers of paths; others are answered 404. */
  answer(answers: Readonly<Record<string, FakeAnswer | FakeHandler>>): void;
  /** Ends the server and its connections. */
  stop(): Promise<void>;
}

/** Starts a fake engine on a free port of the loopback address; it ends with the test. */
export async function startFakeEngine(isOwn: TcpEndpoint['isOwn'] = () => true): Promise<FakeEngine> {
  const answers = new Map<string, FakeAnswer | FakeHandler>();
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let headers: IncomingMessage['headers'] = {};
  let connections = 0;
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    headers = request.headers;
    const answer = answers.get(request.url ?? '') ?? { status: 404 };
    if (typeof answer === 'function') answer(request, response);
    else send(response, 'status' in answer ? answer.status : 200, answer.body ?? '');
  });
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const it of sockets) it.destroy();
    });
  onTestFinished(stop);
  return {
    endpoint: { address: '127.0.0.1', port, socket: `${port}`, isOwn },
    requests,
    get headers() {
      return headers;
    },
    get connections() {
      return connections;
    },
    answer: (more) => {
      for (const [path, it] of Object.entries(more)) answers.set(path, it);
    },
    stop,
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json' });
  response.end(isText ? body : JSON.stringify(body));
}
