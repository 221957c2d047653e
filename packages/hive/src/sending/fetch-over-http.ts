import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { FetchQueen } from './fetch-queen.ts';

/**
 * `fetch`, and an `import` of node:http as well, bring in a whole second HTTP client, 13 MiB; what `require`
 * gives does not. node:https is left alone where the queen is not asked over TLS.
 */
const require = createRequire(import.meta.url);
const { request: plainRequest } = require('node:http') as typeof import('node:http');

/** POSTs with Node's own HTTP client, over a connection that is kept; a redirect is an answer like any other. */
export const fetchOverHttp: FetchQueen = async (url, { method, headers, body, signal }) => {
  const request = requestFor(url)(url, { method, signal, headers });
  request.on('error', () => {}); // told by the promise, or by the body where the answer has begun
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return {
    status: response.statusCode ?? 0,
    headers: { get: (name) => [response.headers[name.toLowerCase()] ?? null].flat().join(', ') || null },
    body: response,
  };
};

const requestFor = (url: URL): typeof plainRequest =>
  url.protocol === 'https:' ? (require('node:https') as typeof import('node:https')).request : plainRequest;
