import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';

/** The part of an HTTP response that a hive reads; a `Response` has all of it. */
export interface QueenResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** Sends one POST to a queen: the part of `fetch` that a hive uses. `fetch` itself has this type. */
export type FetchQueen = (
  url: URL,
  init: {
    readonly method: 'POST';
    readonly headers: Record<string, string>;
    readonly body: string;
    readonly signal: AbortSignal;
    readonly redirect: 'manual';
  },
) => Promise<QueenResponse>;

/**
 * `fetch` loads a second HTTP client, and so does an `import` of node:http: 13 MiB that `require` saves. node:https is loaded
 * only for a queen behind TLS.
 */
const require = createRequire(import.meta.url);
const { request: plainRequest } = require('node:http') as typeof import('node:http');

/** POSTs with Node's own HTTP client over a connection that is kept open; does not follow redirects. */
export const fetchOverHttp: FetchQueen = async (url, { method, headers, body, signal }) => {
  const request = requestFor(url)(url, { method, signal, headers });
  request.on('error', () => {}); // rejects `once` below, or ends the body once the response has begun
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

/**
 * The first `maxBytes` of a response's body as text. The rest is read and discarded, so that the connection can be used
 * again.
 */
export async function readBody(response: QueenResponse, maxBytes: number): Promise<string> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let kept = 0;
  for await (const chunk of response.body) {
    const part = chunk.subarray(0, maxBytes - kept);
    kept += part.length;
    if (part.length > 0) chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}
