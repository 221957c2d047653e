import { ROUTES } from '@rbee/contract/plain';
import type { Clock } from '../clock/index.ts';
import { addressOf } from './address.ts';
import { resultOf } from './answer.ts';
import type { FetchQueen } from './fetch-queen.ts';
import { readBody } from './read-body.ts';
import type { Sender, SendResult } from './sender.ts';

/** What a sender of POSTs needs. */
export interface PostSenderOptions {
  /** Where the queen is; a path before the queen's own is kept. */
  readonly queenUrl: URL;
  readonly fetch: FetchQueen;
  readonly clock: Clock;
  /** Longest time for one POST with its answer, milliseconds. */
  readonly timeoutMs: number;
}

/** An answer is one short sentence; more of it is not kept. */
const MAX_ANSWER_BYTES = 16 * 1024;

/** Sends each heartbeat as one POST ([H1]). */
export function createPostSender(options: PostSenderOptions): Sender {
  const url = addressOf(options.queenUrl, ROUTES.heartbeat);
  return {
    window: () => 1,
    close: () => {},
    send: async (heartbeat, signal) => {
      const timeout = new AbortController();
      const cancel = options.clock.after(options.timeoutMs, () => timeout.abort());
      try {
        return await post(url, JSON.stringify(heartbeat), AbortSignal.any([signal, timeout.signal]), options);
      } catch (error) {
        const late = timeout.signal.aborted;
        return {
          kind: 'retry',
          reason: late ? `no answer within ${options.timeoutMs / 1_000} s` : reasonOf(error),
        };
      } finally {
        cancel();
      }
    },
  };
}

async function post(
  url: URL,
  body: string,
  signal: AbortSignal,
  { fetch, clock }: PostSenderOptions,
): Promise<SendResult> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
  return resultOf(
    {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      location: response.headers.get('location'),
      body: await readBody(response, MAX_ANSWER_BYTES),
    },
    clock.now(),
  );
}

/** fetch() says only "fetch failed"; what happened is in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (typeof cause !== 'object' || cause === null) return String(cause);
  const { code, message } = cause as { code?: unknown; message?: unknown };
  return typeof code === 'string' ? code : String(message ?? cause);
}
