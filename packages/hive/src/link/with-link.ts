import { LIMITS } from '@rbee/contract/plain';
import type { Clock } from '../clock/index.ts';
import type { HiveLog } from '../reporting/index.ts';
import type { Sender } from '../sending/index.ts';
import type { LinkSender } from './link-sender.ts';

/** What a sender with two doors is made of. */
export interface WithLinkOptions {
  readonly link: LinkSender;
  readonly post: Sender;
  readonly clock: Clock;
  /** A number from 0 up to 1, for the jitter of the way back. */
  readonly random: () => number;
  readonly log: HiveLog;
}

/**
 * Sends over the link; where there can be none (a proxy, an older queen), the same heartbeat is posted at once, and so are
 * those after it, until the link is tried again about a minute later.
 */
export function withLink({ link, post, clock, random, log }: WithLinkOptions): Sender {
  let postUntilMs = 0;
  let posting = false;
  const prefersPost = (): boolean => posting && clock.monotonic() < postUntilMs;

  const fallBack = (reason: string): void => {
    postUntilMs = clock.monotonic() + LIMITS.linkRetryMs * (0.75 + random() / 2);
    if (!posting) {
      log.info(`There is no link to the queen (${reason}); heartbeats are posted, and it is tried again.`);
    }
    posting = true;
  };

  return {
    window: () => (prefersPost() ? post.window() : link.window()),
    send: async (heartbeat, signal) => {
      if (!prefersPost()) {
        const result = await link.send(heartbeat);
        if (result.kind !== 'unlinked') {
          if (posting && result.kind === 'sent') log.info('Heartbeats go over a link to the queen.');
          if (result.kind === 'sent') posting = false;
          return result;
        }
        fallBack(result.reason);
      }
      return post.send(heartbeat, signal);
    },
    close: () => {
      link.close();
      post.close();
    },
  };
}
