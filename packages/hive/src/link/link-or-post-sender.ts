import type { Heartbeat } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import type { HiveLog } from '../log.ts';
import type { RetryPace, Sender, SendResult } from '../sending/index.ts';
import { Link, type LinkOptions } from './link.ts';
import { type NoLink, spreadMs } from './link-end.ts';

/** When this many links in a row end before their first answer, a proxy probably lets the handshake through but no frames. */
const MAX_UNPROVEN_LINKS = 3;

/** The two ways to the queen. */
export interface LinkOrPostOptions extends LinkOptions {
  readonly post: Sender;
  readonly pace: RetryPace;
  /** A number from 0 up to 1, for the jitter before the link is tried again. */
  readonly random: () => number;
  readonly log: HiveLog;
}

/**
 * Sends over one link at a time; opens one when there is something to send ([L1], [L2]). Where none can be opened (a proxy, an
 * older queen), it POSTs the same heartbeat at once and those after it too, and tries the link again about a minute later ([L4]).
 */
export class LinkOrPostSender implements Sender {
  readonly #options: LinkOrPostOptions;
  #link: Link | undefined;
  /** The link that an earlier token opened: what is in flight on it may still be acknowledged. */
  #earlier: Link | undefined;
  /** Links in a row that ended before their first answer. */
  #unproven = 0;
  /** The next handshake does not begin before, monotonic milliseconds. */
  #notBeforeMs = 0;
  /** Heartbeats are POSTed until then, monotonic milliseconds; undefined while the link works. */
  #postUntilMs: number | undefined;

  constructor(options: LinkOrPostOptions) {
    this.#options = options;
  }

  window(): number {
    if (this.#isPosting()) return this.#options.post.window();
    return this.#link?.isOpen ? LIMITS.maxLinkInFlight : 1;
  }

  async send(heartbeat: Heartbeat, signal: AbortSignal): Promise<SendResult> {
    if (!this.#isPosting()) {
      const result = await this.#sendOverLink(heartbeat);
      if (result.kind === 'sent') this.#linkWorks();
      if (result.kind !== 'unlinked') return result;
      this.#fallBack(result.reason);
    }
    return this.#options.post.send(heartbeat, signal);
  }

  /** Opens another link for the next heartbeat. The earlier one stays until that works, so that the hive is never without. */
  renew(): void {
    this.#closeEarlier();
    this.#earlier = this.#link;
    this.#link = undefined;
  }

  close(): void {
    this.#closeEarlier();
    this.#link?.close();
    this.#link = undefined;
    this.#options.post.close();
  }

  #isPosting(): boolean {
    return this.#postUntilMs !== undefined && this.#options.clock.monotonic() < this.#postUntilMs;
  }

  async #sendOverLink(heartbeat: Heartbeat): Promise<SendResult | NoLink> {
    if (this.#unproven >= MAX_UNPROVEN_LINKS) {
      this.#unproven = 0;
      return { kind: 'unlinked', reason: 'links end before the first answer' };
    }
    this.#link ??= this.#connect();
    const link = this.#link;
    const refusal = await link.opening;
    if (refusal) {
      if (this.#link === link) this.#link = undefined;
      this.#closeEarlier();
      return refusal;
    }
    const result = await link.send(heartbeat);
    if (link === this.#link && link.isProven) this.#closeEarlier();
    // The next link waits by itself. A queen that refuses and then closes its link has answered, and asks for more time.
    const isLost = result.kind === 'retry' && !result.isRefused && !link.isOpen;
    return isLost ? { ...result, afterMs: 0 } : result;
  }

  #connect(): Link {
    const { clock, pace } = this.#options;
    const delayMs = Math.max(0, this.#notBeforeMs - clock.monotonic());
    const link: Link = new Link(this.#options, delayMs, (end) => {
      if (this.#link !== link) return; // a link of an earlier token, which says nothing about the present one
      this.#link = undefined;
      this.#unproven = link.isProven ? 0 : this.#unproven + 1;
      this.#notBeforeMs = clock.monotonic() + pace.lost(spreadMs(end));
    });
    return link;
  }

  #closeEarlier(): void {
    this.#earlier?.close();
    this.#earlier = undefined;
  }

  #linkWorks(): void {
    if (this.#postUntilMs === undefined) return;
    this.#options.log.info('Heartbeats are sent over a link to the queen again.');
    this.#postUntilMs = undefined;
  }

  #fallBack(reason: string): void {
    const { clock, random, log } = this.#options;
    if (this.#postUntilMs === undefined) {
      log.info(
        `No link to the queen (${reason}); heartbeats are sent by POST, and the link is tried again later.`,
      );
    }
    this.#postUntilMs = clock.monotonic() + LIMITS.linkRetryMs * (0.75 + random() / 2);
  }
}
