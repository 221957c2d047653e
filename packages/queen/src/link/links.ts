import type { Ingest } from '../ingest.ts';
import type { LinkEnd, QueenMetrics } from '../metrics/index.ts';
import type { QueenClock } from '../time.ts';
import { Inbox } from './inbox.ts';
import { type Connection, Link } from './link.ts';

export interface LinksParts {
  readonly ingest: Pick<Ingest, 'sample'>;
  readonly metrics: QueenMetrics;
  readonly clock: QueenClock;
  /** A hive's link ended ([L3]). */
  readonly linkClosed: (hiveId: string, link: number) => void;
  /** Processing a heartbeat threw an error. */
  readonly failed: (error: unknown) => void;
  /** Runs a callback after all input that has already arrived was read. */
  readonly soon: (run: () => void) => void;
}

/** Time allowed for the other side's close frame, milliseconds. */
const GOODBYE_MS = 2_000;

/** The open links of all hives. */
export class Links {
  readonly #parts: LinksParts;
  readonly #open = new Set<Link>();
  readonly #byHive = new Map<string, Link>();
  readonly #dirty = new Set<Link>();
  /** Connections in their closing handshake, with the deadline of each. */
  readonly #closing = new Map<Connection, number>();
  readonly #inbox: Inbox;
  #numbers = 0;

  constructor(parts: LinksParts) {
    this.#parts = parts;
    this.#inbox = new Inbox({ monotonic: () => parts.clock.monotonic(), soon: parts.soon });
  }

  /** Number of received frames that wait to be processed. */
  get waiting(): number {
    return this.#inbox.waiting;
  }

  /** Number of open links. */
  get count(): number {
    return this.#open.size;
  }

  /** Registers a link that a hive opened. */
  add(connection: Connection): Link {
    const { ingest, metrics, clock, failed } = this.#parts;
    this.#numbers += 1;
    const link: Link = new Link(
      {
        number: this.#numbers,
        connection,
        ingest,
        metrics,
        failed,
        dirty: () => this.#flushSoon(link),
        named: (hiveId) => this.#name(hiveId, link),
        over: (why) => this.#over(link, connection, why),
      },
      clock.monotonic(),
    );
    this.#open.add(link);
    return link;
  }

  /** Handles a frame of a link. */
  receive(link: Link, data: Buffer, isBinary: boolean): void {
    this.#inbox.receive(link, data, isBinary);
  }

  /** Handles a closed connection. */
  gone(connection: Connection): void {
    this.#closing.delete(connection);
  }

  /** Checks all links for silence, and closing connections for their deadline ([L3]). */
  tend(): void {
    const now = this.#parts.clock.monotonic();
    for (const link of this.#open) link.tend(now);
    for (const [connection, until] of this.#closing) if (now >= until) connection.cut();
  }

  /** Closes every link with 1012, so that its hive reconnects; accepted heartbeats are acknowledged first ([L4]). */
  stop(): void {
    for (const link of this.#open) link.end('stopping');
  }

  /** Drops the connections that have not finished their closing handshake. */
  cutAll(): void {
    for (const connection of this.#closing.keys()) connection.cut();
  }

  #flushSoon(link: Link): void {
    this.#dirty.add(link);
    if (this.#dirty.size > 1) return;
    this.#parts.soon(() => {
      for (const dirty of this.#dirty) dirty.flush();
      this.#dirty.clear();
    });
  }

  /** A second accepted link belongs to the same run, which lost its first link: another run would have been refused ([H8]). */
  #name(hiveId: string, link: Link): void {
    const before = this.#byHive.get(hiveId);
    this.#byHive.set(hiveId, link);
    before?.end('replaced');
  }

  #over(link: Link, connection: Connection, why: LinkEnd): void {
    const { metrics, clock, linkClosed } = this.#parts;
    this.#open.delete(link);
    this.#closing.set(connection, clock.monotonic() + GOODBYE_MS);
    metrics.links.ended(why);
    const { hiveId } = link;
    if (hiveId === null) return;
    if (this.#byHive.get(hiveId) === link) this.#byHive.delete(hiveId);
    if (why !== 'stopping') linkClosed(hiveId, link.number);
  }
}
