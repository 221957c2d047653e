/**
 * A server that answers as llama.cpp's does until it is told a fault. It is started under the name of that server with
 * `--port`, sends `{port}` once it listens, and `{authorization}` for each key that it receives. `FAULTY_ENGINE_KEY` is the
 * key that it wants.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { llamaMetricsText, llamaModels, llamaProps } from '../../packages/monitor/testing/llama-answers.ts';

/** What an engine can do wrong, with `none` for nothing. */
export type Fault = 'none' | 'slow' | 'never' | 'garbage' | 'huge' | 'redirect' | 'error' | 'format' | 'half';

/** Told to the server: its fault, and for a redirect where it leads. */
export interface Order {
  readonly fault: Fault;
  readonly location?: string;
}

/** Shorter than the time after which an engine is given up. */
const SLOW_MS = 1_200;
const HUGE_BYTES = 100 * 1024 * 1024;

let order: Order = { fault: 'none' };
let tokens = 0;

function answerTo(url: string | undefined): string | undefined {
  if (url === '/props') return JSON.stringify(llamaProps());
  if (url === '/v1/models') return JSON.stringify(llamaModels);
  if (url !== '/metrics') return undefined;
  tokens += 100;
  // Each step gives the one running request a token.
  return llamaMetricsText(1, 0, { 'llamacpp:n_decode_total': tokens, 'llamacpp:tokens_predicted_total': 0 });
}

function answer({ url }: IncomingMessage, response: ServerResponse): void {
  const text = answerTo(url);
  response.writeHead(text === undefined ? 404 : 200).end(text);
}

const chunk = Buffer.alloc(65_536, 'a 1\n');

function writeHuge(response: ServerResponse, leftBytes: number): void {
  let left = leftBytes;
  while (left > 0 && !response.destroyed) {
    left -= chunk.length;
    if (!response.write(chunk)) return void response.once('drain', () => writeHuge(response, left));
  }
  response.end();
}

const FAULTS: Readonly<Record<Fault, (request: IncomingMessage, response: ServerResponse) => void>> = {
  none: answer,
  slow: (request, response) => void setTimeout(() => answer(request, response), SLOW_MS),
  never: () => {},
  garbage: ({ socket }) => void socket.end('\u0000\u00ff no HTTP \r\n\r\n'),
  huge: (_, response) => writeHuge(response, HUGE_BYTES),
  redirect: (_, response) => void response.writeHead(302, { location: order.location }).end(),
  error: (_, response) => void response.writeHead(500).end('{"error":"planted"}'),
  format: ({ url }, response) => void response.end(url === '/metrics' ? 'renamed 1\n' : '{"renamed":[1]}'),
  half: ({ socket }, response) => {
    response.writeHead(200, { 'content-length': 1_000 }).write('llamacpp:requests_proc');
    setImmediate(() => socket.destroy());
  },
};

const key = process.env['FAULTY_ENGINE_KEY'];
const server = createServer((request, response) => {
  const { authorization } = request.headers;
  if (authorization !== undefined) process.send?.({ authorization });
  if (key !== undefined && authorization !== `Bearer ${key}`) response.writeHead(401).end();
  else FAULTS[order.fault](request, response);
});
process.on('message', (message) => {
  order = message as Order;
});
process.on('disconnect', () => process.exit());
const port = Number(process.argv[process.argv.indexOf('--port') + 1]);
server.listen(port, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
