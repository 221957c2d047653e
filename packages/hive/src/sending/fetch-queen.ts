import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Agent } from 'node:https';
import { createRequire } from 'node:module';
import { pinnedAgent } from './pinned-agent.ts';

/** The part of an HTTP response that a hive reads; a `Response` has all of it. */
export interface QueenResponse {
  readonly status: number;
  readonly headers: Pick<Headers, 'get'>;
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** Sends one request to a queen: the part of `fetch` that a hive uses. `fetch` itself has this type. */
export type FetchQueen = (
  url: URL,
  init: {
    readonly method: 'POST' | 'GET';
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly signal: AbortSignal;
    readonly redirect: 'manual';
  },
) => Promise<QueenResponse>;

/**
 * `fetch` loads a second HTTP client, and so does an `import` of node:http; `require` saves these 13 MiB. node:https is loaded
 * only for a queen behind TLS.
 */
const require = createRequire(import.meta.url);
const { request: plainRequest } = require('node:http') as typeof import('node:http');

/** Sends with Node's own HTTP client over a connection that is kept open; does not follow redirects. */
export const fetchOverHttp: FetchQueen = (url, init) => send(url, init);

/** The same to a queen behind TLS with this public key, and to no other server ([A3]). */
export function fetchPinned(pin: string): FetchQueen {
  const agent = pinnedAgent(pin);
  return (url, init) => send(url, init, agent);
}

async function send(
  url: URL,
  { method, headers, body, signal }: Parameters<FetchQueen>[1],
  agent?: Agent,
): Promise<QueenResponse> {
  const secure = url.protocol === 'https:';
  const open = secure ? (require('node:https') as typeof import('node:https')).request : plainRequest;
  const request = open(url, { method, signal, headers, ...(agent && { agent }) });
  request.on('error', () => {}); // rejects `once` below, or ends the body once the response has begun
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return {
    status: response.statusCode ?? 0,
    headers: { get: (name) => [response.headers[name.toLowerCase()] ?? null].flat().join(', ') || null },
    body: response,
  };
}

/**
 * The first `maxBytes` of a response's body as text. The rest is read and discarded, so that the connection can be used
 * again.
 */
export async function readBody({ body }: Pick<QueenResponse, 'body'>, maxBytes: number): Promise<string> {
  if (!body) return '';
  const chunks: Uint8Array[] = [];
  let kept = 0;
  for await (const chunk of body) {
    const part = chunk.subarray(0, maxBytes - kept);
    kept += part.length;
    if (part.length > 0) chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}
