import type { Heartbeat } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import { type Clock, Link, type NoLink, type OpenLink, openOverWsBy, reasonOf, spreadMs } from '@rbee/hive';
import type { SourceAddresses } from './source-addresses.ts';
import type { Answer, Connection, ConnectionEnd, ConnectionEvents, Transport } from './transport.ts';

/** Where links go. */
export interface LinkTransportOptions {
  /** The address of the route, `http` or `https`. */
  readonly url: URL;
  readonly clock: Clock;
  /** The operating system chooses the own ends unless given. */
  readonly sources?: SourceAddresses;
  /** The public key of the queen ([A3]). */
  readonly pin?: string | undefined;
}

/** The hive link ([L1]): each connection is a link of the real hive. */
export const linkTransport = (options: LinkTransportOptions): Transport => ({
  open: (events, token) => new LinkConnection(options, events, token),
});

class LinkConnection implements Connection {
  readonly #link: Link;
  readonly #events: ConnectionEvents;
  #isOver = false;
  #unanswered = 0;

  constructor(
    { url, clock, sources, pin }: LinkTransportOptions,
    events: ConnectionEvents,
    token: string | undefined,
  ) {
    this.#events = events;
    const open: OpenLink = (...handshake) =>
      openOverWsBy({ ...sources?.(), ...(pin !== undefined && { pin }) }, ...handshake);
    const pace = { heard: (retryMs: unknown) => events.heard(retryMs) };
    this.#link = new Link(
      { url, clock, pace, open, token: { current: token, askedToRotate: () => {} } },
      0,
      (end) => this.#end({ reason: reasonOf(end), wasOpen: true, spreadMs: spreadMs(end) }),
    );
    void this.#link.opening.then((noLink) => this.#opened(noLink));
  }

  get room(): number {
    if (this.#isOver) return 0;
    return (this.#link.isOpen ? LIMITS.maxLinkInFlight : 1) - this.#unanswered;
  }

  async send(heartbeat: Heartbeat): Promise<Answer> {
    this.#unanswered += 1;
    if (!this.#link.isOpen && (await this.#link.opening)) return { kind: 'lost' };
    const result = await this.#link.send(heartbeat);
    this.#unanswered -= 1;
    return result.kind === 'retry' && !this.#link.isOpen ? { kind: 'lost' } : result;
  }

  close(): void {
    this.#isOver = true;
    this.#link.close();
  }

  #opened(noLink: NoLink | null): void {
    if (noLink === null) this.#events.opened();
    else {
      const afterMs = noLink.kind === 'retry' ? noLink.afterMs : undefined;
      const denied = noLink.kind === 'retry' ? noLink.denied : undefined;
      const isUnlinked = noLink.kind === 'unlinked';
      this.#end({ reason: noLink.reason, wasOpen: false, spreadMs: 0, afterMs, denied, isUnlinked });
    }
  }

  #end(end: ConnectionEnd): void {
    this.#isOver = true;
    this.#events.ended(end);
  }
}
