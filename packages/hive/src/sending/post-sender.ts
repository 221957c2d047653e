import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { Heartbeat } from '@rbee/contract';
import { RETRY_MS_HEADER, ROUTES } from '@rbee/contract/plain';
import type { Clock } from '../clock.ts';
import { routeUrl } from '../queen-url.ts';
import { resultOf, retryMsOf } from './answer.ts';
import type { RetryPace } from './retry-pace.ts';
import type { Sender, SendResult } from './sender.ts';

/** The part of an HTTP response that a hive reads; a `Response` has all of it. */
export interface QueenResponse {
  readonly status: number;
  readonly headers: Pick<Headers, 'get'>;
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

/** Longest time for one POST with its answer. */
const TIMEOUT_MS = 5_000;

/** A queen answers with one short sentence. */
const MAX_ANSWER_BYTES = 16 * 1024;

/** Sends each heartbeat as one POST, one at a time ([H1]). */
export class PostSender implements Sender {
  readonly #url: URL;
  readonly #fetch: FetchQueen;
  readonly #clock: Clock;
  readonly #pace: Pick<RetryPace, 'heard'>;

  /** `pace` is told what the queen says about further attempts ([L4]). */
  constructor(queenUrl: URL, fetch: FetchQueen, clock: Clock, pace: Pick<RetryPace, 'heard'>) {
    this.#url = routeUrl(queenUrl, ROUTES.heartbeat);
    this.#fetch = fetch;
    this.#clock = clock;
    this.#pace = pace;
  }

  window(): number {
    return 1;
  }

  close(): void {}

  async send(heartbeat: Heartbeat, signal: AbortSignal): Promise<SendResult> {
    const timeout = new AbortController();
    const cancel = this.#clock.after(TIMEOUT_MS, () => timeout.abort());
    try {
      return await this.#post(JSON.stringify(heartbeat), AbortSignal.any([signal, timeout.signal]));
    } catch (error) {
      const reason = timeout.signal.aborted ? `no answer within ${TIMEOUT_MS / 1_000} s` : reasonOf(error);
      return { kind: 'retry', reason };
    } finally {
      cancel();
    }
  }

  async #post(body: string, signal: AbortSignal): Promise<SendResult> {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body, signal, redirect: 'manual' } as const;
    const response = await this.#fetch(this.#url, init);
    const answer = {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      date: response.headers.get('date'),
      location: response.headers.get('location'),
      body: await readBody(response, MAX_ANSWER_BYTES),
    };
    const result = resultOf(answer, this.#clock.now());
    if (result.kind === 'sent') this.#pace.heard(retryMsOf(response.headers.get(RETRY_MS_HEADER)));
    return result;
  }
}

/** An error of `fetch` says only "fetch failed"; its cause says why. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (typeof cause !== 'object' || cause === null) return String(cause);
  const { code, message } = cause as { code?: unknown; message?: unknown };
  return typeof code === 'string' ? code : String(message ?? cause);
}

/**
 * `fetch` loads a second HTTP client, and so does an `import` of node:http; `require` saves these 13 MiB. node:https is loaded
 * only for a queen behind TLS.
 */
const require = createRequire(import.meta.url);
const { request: plainRequest } = require('node:http') as typeof import('node:http');

/** POSTs with Node's own HTTP client over a connection that is kept open; does not follow redirects. */
export const fetchOverHttp: FetchQueen = async (url, { method, headers, body, signal }) => {
  const send =
    url.protocol === 'https:' ? (require('node:https') as typeof import('node:https')).request : plainRequest;
  const request = send(url, { method, signal, headers });
  request.on('error', () => {}); // rejects `once` below, or ends the body once the response has begun
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return {
    status: response.statusCode ?? 0,
    headers: { get: (name) => [response.headers[name.toLowerCase()] ?? null].flat().join(', ') || null },
    body: response,
  };
};

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
