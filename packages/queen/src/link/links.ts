import type { Faults } from '../faults.ts';
import type { Fleet } from '../fleet/index.ts';
import type { LinkEnd, QueenMetrics } from '../metrics/index.ts';
import { INGEST_SLICE_MS, MAX_WAIT_MS } from '../overload.ts';
import { LOCAL_SENDER } from '../sender.ts';
import { type Bound, Shares } from '../shares.ts';
import type { QueenClock } from '../time.ts';
import { type Connection, Link } from './link.ts';

export interface LinksParts {
  readonly fleet: Pick<Fleet, 'ingest' | 'linkClosed' | 'retryMs'>;
  readonly metrics: QueenMetrics;
  readonly clock: QueenClock;
  readonly limits: { readonly maxLinks: number; readonly addressShare: number };
  /** Bytes of bodies and frames that have not arrived completely or wait; each address has a share. */
  readonly bodies: Shares;
  readonly faults: Faults;
  /** Runs a callback after all input that has already arrived was read. */
  readonly afterInput: (run: () => void) => void;
}

/** Time allowed for the other side's close frame, milliseconds. */
const CLOSE_TIMEOUT_MS = 2_000;

/** The open links of all hives. */
export class Links {
  readonly #parts: LinksParts;
  readonly #open = new Set<Link>();
  readonly #byHive = new Map<string, Link>();
  readonly #dirty = new Set<Link>();
  /** Connections in their closing handshake, with the deadline of each. */
  readonly #closing = new Map<Connection, number>();
  readonly #inbox: Inbox;
  readonly #places: Shares;
  /** Bytes of the unfinished frame of each link, as counted in `bodies`. */
  readonly #unfinished = new Map<Link, number>();
  #numbers = 0;

  constructor(parts: LinksParts) {
    this.#parts = parts;
    const { clock, afterInput, bodies, limits, faults, metrics } = parts;
    this.#inbox = new Inbox({ monotonic: () => clock.monotonic(), afterInput, bodies, faults, metrics });
    this.#places = new Shares({ limit: limits.maxLinks, addressShare: limits.addressShare });
  }

  /** Number of received frames that wait to be processed. */
  get waiting(): number {
    return this.#inbox.waiting;
  }

  /** Number of open links. */
  get count(): number {
    return this.#open.size;
  }

  /** The bound that has no room for a link of that owner; null if there is room. */
  fullFor(owner: string): Bound | null {
    return this.#places.fullFor(owner);
  }

  /** Registers a link that a hive opened. */
  add(connection: Connection, sender = LOCAL_SENDER): Link {
    const { fleet, metrics, clock, faults } = this.#parts;
    this.#numbers += 1;
    const link: Link = new Link(
      {
        number: this.#numbers,
        connection,
        sender,
        fleet,
        metrics,
        onError: (error) => faults.note('heartbeat', error),
        onUnacked: () => this.#flushSoon(link),
        onHiveKnown: (hiveId) => this.#replace(hiveId, link),
        onEnd: (reason) => this.#ended(link, connection, reason),
      },
      clock.monotonic(),
    );
    this.#open.add(link);
    this.#places.add(sender.owner);
    return link;
  }

  /** Handles a frame of a link. */
  receive(link: Link, data: Buffer, isBinary: boolean): void {
    this.#inbox.receive(link, data, isBinary);
  }

  /** Handles a closed connection. */
  closed(connection: Connection): void {
    this.#closing.delete(connection);
  }

  /** Checks all links for silence, and closing connections for their deadline ([L3]). */
  tend(): void {
    const now = this.#parts.clock.monotonic();
    const { faults } = this.#parts;
    for (const link of this.#open) {
      faults.contain('link', () => {
        link.tend(now);
        this.#countUnfinished(link);
      });
    }
    for (const [connection, until] of this.#closing) {
      if (now >= until) faults.contain('link', () => connection.cut());
    }
  }

  /** Closes every link with 1012, so that its hive reconnects; accepted heartbeats are acknowledged first ([L4]). */
  stop(): void {
    for (const link of this.#open) this.#parts.faults.contain('link', () => link.end('stopping'));
  }

  /** Drops the connections that have not finished their closing handshake. */
  cutAll(): void {
    for (const connection of this.#closing.keys()) connection.cut();
  }

  /** Counts the bytes of a frame that has not arrived completely, and ends the link if there is no room for them. */
  #countUnfinished(link: Link): void {
    const { bodies, metrics } = this.#parts;
    const before = this.#unfinished.get(link) ?? 0;
    const bytes = this.#open.has(link) ? link.unfinishedBytes : 0;
    if (bytes === before) return;
    if (bytes === 0) this.#unfinished.delete(link);
    else this.#unfinished.set(link, bytes);
    const full = bytes > before ? bodies.fullFor(link.owner, bytes - before) : null;
    bodies.add(link.owner, bytes - before);
    if (full) endCrowded(link, full, metrics);
  }

  #flushSoon(link: Link): void {
    this.#dirty.add(link);
    if (this.#dirty.size > 1) return;
    this.#parts.afterInput(() => {
      for (const dirty of this.#dirty) this.#parts.faults.contain('link', () => dirty.flush());
      this.#dirty.clear();
    });
  }

  /** Makes this the hive's link and ends its previous one, which must belong to the same run ([H8]). */
  #replace(hiveId: string, link: Link): void {
    const before = this.#byHive.get(hiveId);
    this.#byHive.set(hiveId, link);
    before?.end('replaced');
  }

  #ended(link: Link, connection: Connection, reason: LinkEnd): void {
    const { metrics, clock, fleet } = this.#parts;
    this.#open.delete(link);
    this.#places.release(link.owner);
    this.#countUnfinished(link);
    this.#closing.set(connection, clock.monotonic() + CLOSE_TIMEOUT_MS);
    metrics.links.ended(reason);
    const { hiveId } = link;
    if (hiveId === null) return;
    if (this.#byHive.get(hiveId) === link) this.#byHive.delete(hiveId);
    if (reason !== 'stopping') fleet.linkClosed(hiveId, link.number);
  }
}

export interface InboxParts {
  readonly monotonic: () => number;
  /** Runs a callback after all input that has already arrived was read. */
  readonly afterInput: (run: () => void) => void;
  readonly faults: Faults;
  /** Counts the bytes of waiting frames. */
  readonly bodies: Pick<Shares, 'take' | 'release'>;
  readonly metrics: Pick<QueenMetrics, 'limitReached'>;
}

/** Ends a link because there is no room for the bytes of its unfinished or waiting frames. */
function endCrowded(link: Link, bound: Bound, metrics: Pick<QueenMetrics, 'limitReached'>): void {
  metrics.limitReached('body_bytes', bound);
  link.end('crowded');
}

interface QueuedFrame {
  readonly link: Link;
  readonly data: Buffer;
  readonly isBinary: boolean;
  /** Time of arrival, monotonic milliseconds. */
  readonly at: number;
}

/**
 * Processes the frames of all links in order of arrival, within a time slice. Frames that exceed the slice wait for the next
 * one, and their links are paused meanwhile, so that excess load stays with the hives.
 */
export class Inbox {
  readonly #parts: InboxParts;
  #frames: QueuedFrame[] = [];
  /** Index of the first waiting frame. */
  #next = 0;
  #endsAt: number | undefined;

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  /** Number of waiting frames. */
  get waiting(): number {
    return this.#frames.length - this.#next;
  }

  /** Processes a frame now, or queues it if the time slice is used up. */
  receive(link: Link, data: Buffer, isBinary: boolean): void {
    const { monotonic, bodies, metrics } = this.#parts;
    const now = monotonic();
    link.frameArrived(now);
    this.#endsAt ??= this.#begin(now);
    if (this.waiting === 0 && now < this.#endsAt) {
      this.#parts.faults.contain('link', () => link.receive(data, isBinary));
      return;
    }
    const full = bodies.take(link.owner, data.length);
    if (full) {
      endCrowded(link, full, metrics);
      return;
    }
    this.#frames.push({ link, data, isBinary, at: now });
    link.pauseReading();
  }

  /** Starts a time slice and returns its end. */
  #begin(now: number): number {
    this.#parts.afterInput(() => this.#processNextSlice());
    return now + INGEST_SLICE_MS;
  }

  /** Called after all input that had already arrived was read. */
  #processNextSlice(): void {
    this.#endsAt = undefined;
    if (this.waiting === 0) return;
    const { monotonic, bodies, faults } = this.#parts;
    const endsAt = this.#begin(monotonic());
    this.#endsAt = endsAt;
    for (let now = monotonic(); this.waiting > 0 && now < endsAt; now = monotonic()) {
      const { link, data, isBinary, at } = this.#frames[this.#next] as QueuedFrame;
      this.#next += 1;
      bodies.release(link.owner, data.length);
      faults.contain('link', () => {
        link.receive(data, isBinary, now - at > MAX_WAIT_MS);
      });
      link.resumeReading(now);
    }
    if (this.#next * 2 < this.#frames.length) return;
    this.#frames = this.#frames.slice(this.#next);
    this.#next = 0;
  }
}
