import type { Ingest } from '../ingest.ts';
import type { LinkEnd, QueenMetrics } from '../metrics/index.ts';
import type { QueenClock } from '../time.ts';
import { Inbox } from './inbox.ts';
import { type Connection, Link } from './link.ts';

/** What the links of a queen work with. */
export interface LinksParts {
  readonly ingest: Pick<Ingest, 'sample'>;
  readonly metrics: QueenMetrics;
  readonly clock: QueenClock;
  /** A hive's link ended ([L3]). */
  readonly linkClosed: (hiveId: string, link: number) => void;
  /** The queen failed at a heartbeat. */
  readonly failed: (error: unknown) => void;
  /** Runs something once everything that has already arrived was read. */
  readonly soon: (run: () => void) => void;
}

/** Time in which the other side says goodbye as well, milliseconds. */
const GOODBYE_MS = 2_000;

/** Every hive's link. */
export class Links {
  readonly #parts: LinksParts;
  readonly #open = new Set<Link>();
  readonly #byHive = new Map<string, Link>();
  readonly #dirty = new Set<Link>();
  /** Connections that were told to close, with the time until which they may. */
  readonly #closing = new Map<Connection, number>();
  readonly #inbox: Inbox;
  #numbers = 0;

  constructor(parts: LinksParts) {
    this.#parts = parts;
    this.#inbox = new Inbox({ monotonic: () => parts.clock.monotonic(), soon: parts.soon });
  }

  /** Frames that came in and wait until they are taken. */
  get waiting(): number {
    return this.#inbox.waiting;
  }

  /** How many are open. */
  get count(): number {
    return this.#open.size;
  }

  /** A hive has opened a link. */
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

  /** A frame came in on a link. */
  receive(link: Link, data: Buffer, isBinary: boolean): void {
    this.#inbox.receive(link, data, isBinary);
  }

  /** A connection is gone for good. */
  gone(connection: Connection): void {
    this.#closing.delete(connection);
  }

  /** Time has passed ([L3]). */
  tend(): void {
    const now = this.#parts.clock.monotonic();
    for (const link of this.#open) link.tend(now);
    for (const [connection, until] of this.#closing) if (now >= until) connection.cut();
  }

  /** Tells every hive to come back to another queen; what was taken is acknowledged. */
  stop(): void {
    for (const link of this.#open) link.end('stopping');
  }

  /** Drops whatever has not said goodbye. */
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

  /** A second link that was taken is of the same run of the hive, which lost the first; another run would be a rival ([H8]). */
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
