import type { Heartbeat } from '@rbee/contract';
import { ROUTES } from '@rbee/contract/plain';
import type { Clock } from '../clock.ts';
import { routeUrl } from '../queen-url.ts';
import { resultOf } from './answer.ts';
import { type FetchQueen, readBody } from './http.ts';
import type { Sender, SendResult } from './sender.ts';

/** How to POST to a queen. */
export interface PostSenderOptions {
  readonly queenUrl: URL;
  readonly fetch: FetchQueen;
  readonly clock: Clock;
  /** Longest time for one POST with its answer, milliseconds. */
  readonly timeoutMs: number;
}

/** A queen answers with one short sentence. */
const MAX_ANSWER_BYTES = 16 * 1024;

/** Sends each heartbeat as one POST, one at a time ([H1]). */
export class PostSender implements Sender {
  readonly #options: PostSenderOptions;
  readonly #url: URL;

  constructor(options: PostSenderOptions) {
    this.#options = options;
    this.#url = routeUrl(options.queenUrl, ROUTES.heartbeat);
  }

  window(): number {
    return 1;
  }

  close(): void {}

  async send(heartbeat: Heartbeat, signal: AbortSignal): Promise<SendResult> {
    const { clock, timeoutMs } = this.#options;
    const timeout = new AbortController();
    const cancel = clock.after(timeoutMs, () => timeout.abort());
    try {
      return await this.#post(JSON.stringify(heartbeat), AbortSignal.any([signal, timeout.signal]));
    } catch (error) {
      const reason = timeout.signal.aborted ? `no answer within ${timeoutMs / 1_000} s` : reasonOf(error);
      return { kind: 'retry', reason };
    } finally {
      cancel();
    }
  }

  async #post(body: string, signal: AbortSignal): Promise<SendResult> {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body, signal, redirect: 'manual' } as const;
    const response = await this.#options.fetch(this.#url, init);
    const answer = {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      location: response.headers.get('location'),
      body: await readBody(response, MAX_ANSWER_BYTES),
    };
    return resultOf(answer, this.#options.clock.now());
  }
}

/** An error of `fetch` says only "fetch failed"; its cause says why. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (typeof cause !== 'object' || cause === null) return String(cause);
  const { code, message } = cause as { code?: unknown; message?: unknown };
  return typeof code === 'string' ? code : String(message ?? cause);
}
