import type { Heartbeat } from '@rbee/contract';
import { RETRY_MS_HEADER, ROTATE_HEADER, ROUTES } from '@rbee/contract/plain';
import type { Clock } from '../clock.ts';
import { routeUrl } from '../queen-url.ts';
import { resultOf, retryMsOf } from './answer.ts';
import type { FetchQueen } from './fetch-queen.ts';
import { post } from './post.ts';
import type { RetryPace } from './retry-pace.ts';
import type { Sender, SendResult, ShownToken } from './sender.ts';

/** How a hive POSTs. */
export interface PostSenderOptions {
  readonly queenUrl: URL;
  readonly fetch: FetchQueen;
  readonly clock: Clock;
  /** Is told what the queen says about further attempts ([L4]). */
  readonly pace: Pick<RetryPace, 'heard'>;
  readonly token: ShownToken;
}

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

  renew(): void {}

  async send(heartbeat: Heartbeat, signal: AbortSignal): Promise<SendResult> {
    const { fetch, clock, pace, token } = this.#options;
    const body = JSON.stringify(heartbeat);
    const posted = await post(this.#url, body, { fetch, clock, signal, token: token.current });
    if (!posted.ok) return { kind: 'retry', reason: posted.reason };
    const result = resultOf(posted.answer, clock.now());
    if (result.kind === 'sent') {
      pace.heard(retryMsOf(posted.header(RETRY_MS_HEADER)));
      if (posted.header(ROTATE_HEADER) === 'true') token.askedToRotate();
    }
    return result;
  }
}
