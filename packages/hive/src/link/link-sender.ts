import type { Heartbeat } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import { Link, type LinkOptions } from './link.ts';
import { type LinkResult, spreadMs } from './outcome.ts';

/** Sends heartbeats over a link, which it opens when there is something to send and it has none. */
export interface LinkSender {
  send(heartbeat: Heartbeat): Promise<LinkResult>;
  /** How many may be on their way at once: one while there is no open link. */
  window(): number;
  close(): void;
}

/** Links in a row that broke before the first answer: so many, and something on the way lets no frames through. */
const MAX_BROKEN = 3;

/** What a sender over links is made of. */
export interface LinkSenderOptions extends LinkOptions {
  /** A number from 0 up to 1, for the jitter of the return. */
  readonly random: () => number;
}

/** A sender over links, one at a time ([L1], [L2]). */
export function createLinkSender(options: LinkSenderOptions): LinkSender {
  let link: Link | undefined;
  let broken = 0;
  let returnWithinMs = 0;

  const connect = (): Link => {
    const begun: Link = new Link(options, options.random() * returnWithinMs, (end) => {
      if (link === begun) link = undefined;
      broken = begun.isProven ? 0 : broken + 1;
      returnWithinMs = spreadMs(end);
    });
    returnWithinMs = 0;
    return begun;
  };

  return {
    window: () => (link?.isOpen ? LIMITS.maxLinkInFlight : 1),
    send: async (heartbeat) => {
      if (broken >= MAX_BROKEN) {
        broken = 0;
        return { kind: 'unlinked', reason: 'links break before anything is answered' };
      }
      link ??= connect();
      const current = link;
      const refusal = await current.opening;
      if (!refusal) return current.send(heartbeat);
      if (link === current) link = undefined;
      return refusal;
    },
    close: () => {
      link?.close();
      link = undefined;
    },
  };
}
