import type { Heartbeat } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import type { Clock } from '../clock.ts';
import type { HiveLog } from '../log.ts';
import type { Sender, SendResult } from '../sending/index.ts';
import type { LinkSender } from './link-sender.ts';

/** The two ways to the queen. */
export interface LinkOrPostOptions {
  readonly link: LinkSender;
  readonly post: Sender;
  readonly clock: Clock;
  /** A number from 0 up to 1, for the jitter before the link is tried again. */
  readonly random: () => number;
  readonly log: HiveLog;
}

/**
 * Sends over the link. Where none can be opened (a proxy, an older queen), it POSTs the same heartbeat at once and those after it
 * too, and tries the link again about a minute later ([L4]).
 */
export class LinkOrPostSender implements Sender {
  readonly #options: LinkOrPostOptions;
  #postUntilMs = 0;
  #isPosting = false;

  constructor(options: LinkOrPostOptions) {
    this.#options = options;
  }

  window(): number {
    return this.#prefersPost() ? this.#options.post.window() : this.#options.link.window();
  }

  async send(heartbeat: Heartbeat, signal: AbortSignal): Promise<SendResult> {
    if (!this.#prefersPost()) {
      const result = await this.#options.link.send(heartbeat);
      if (result.kind === 'sent') this.#linked();
      if (result.kind !== 'unlinked') return result;
      this.#fallBack(result.reason);
    }
    return this.#options.post.send(heartbeat, signal);
  }

  close(): void {
    this.#options.link.close();
    this.#options.post.close();
  }

  #prefersPost(): boolean {
    return this.#isPosting && this.#options.clock.monotonic() < this.#postUntilMs;
  }

  #linked(): void {
    if (this.#isPosting) this.#options.log.info('Heartbeats are sent over a link to the queen again.');
    this.#isPosting = false;
  }

  #fallBack(reason: string): void {
    const { clock, random, log } = this.#options;
    this.#postUntilMs = clock.monotonic() + LIMITS.linkRetryMs * (0.75 + random() / 2);
    if (!this.#isPosting) {
      log.info(
        `No link to the queen (${reason}); heartbeats are sent by POST, and the link is tried again later.`,
      );
    }
    this.#isPosting = true;
  }
}
