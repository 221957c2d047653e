import type { Heartbeat } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import { Link, type LinkOptions } from './link.ts';
import { type LinkResult, spreadMs } from './link-end.ts';

/** After this many links in a row that ended before their first answer, something in between lets no frames through. */
const MAX_UNPROVEN_LINKS = 3;

/** How to open links. */
export interface LinkSenderOptions extends LinkOptions {
  /** A number from 0 up to 1, for the jitter before the next link. */
  readonly random: () => number;
}

/** Sends heartbeats over links, one link at a time; opens one when there is something to send ([L1], [L2]). */
export class LinkSender {
  readonly #options: LinkSenderOptions;
  #link: Link | undefined;
  /** Links in a row that ended before their first answer. */
  #unproven = 0;
  /** Time over which to spread the next handshake, milliseconds. */
  #spreadMs = 0;

  constructor(options: LinkSenderOptions) {
    this.#options = options;
  }

  /** How many heartbeats may be in flight at present: one while no link is open. */
  window(): number {
    return this.#link?.isOpen ? LIMITS.maxLinkInFlight : 1;
  }

  /** Sends one; never throws. `close` ends it with `retry`. */
  async send(heartbeat: Heartbeat): Promise<LinkResult> {
    if (this.#unproven >= MAX_UNPROVEN_LINKS) {
      this.#unproven = 0;
      return { kind: 'unlinked', reason: 'links end before the first answer' };
    }
    this.#link ??= this.#connect();
    const link = this.#link;
    const refusal = await link.opening;
    if (!refusal) return link.send(heartbeat);
    if (this.#link === link) this.#link = undefined;
    return refusal;
  }

  close(): void {
    this.#link?.close();
    this.#link = undefined;
  }

  #connect(): Link {
    const link: Link = new Link(this.#options, this.#options.random() * this.#spreadMs, (end) => {
      if (this.#link === link) this.#link = undefined;
      this.#unproven = link.isProven ? 0 : this.#unproven + 1;
      this.#spreadMs = spreadMs(end);
    });
    this.#spreadMs = 0;
    return link;
  }
}
