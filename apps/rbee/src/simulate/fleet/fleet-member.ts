import type { Heartbeat } from '@rbee/contract';
import { RetryPace } from '@rbee/hive';
import { roll } from '../model/index.ts';
import type { Tally } from '../report/index.ts';
import type { Answer, Connection, ConnectionEnd, ConnectionEvents, Transport } from '../transport/index.ts';
import type { FleetTokens } from './fleet-tokens.ts';
import type { RateLimit } from './rate-limit.ts';
import type { SimulatedHive } from './simulated-hive.ts';

/** What the members of a running fleet share. */
export interface MemberOptions {
  readonly seed: number;
  readonly transport: Transport;
  /** Limits how many connections are opened a second. */
  readonly connects: RateLimit;
  readonly tally: Tally;
  /** The tokens of the hives; undefined for a queen without access control. */
  readonly tokens?: Pick<FleetTokens, 'of'> | undefined;
  /** Share of the heartbeats that are sent after the next one, and that are sent twice, 0 to 1. */
  readonly outOfOrder: number;
  readonly duplicates: number;
  /** A number from 0 up to 1, for the jitter of a new connection. */
  readonly random: () => number;
}

/**
 * One place of a running fleet: its hive and its connection. It tries again when a real hive would ([L4]); unlike one it does
 * not queue heartbeats, because the simulator measures how many a queen can accept.
 */
export class FleetMember {
  readonly #hive: SimulatedHive;
  readonly #place: number;
  readonly #options: MemberOptions;
  readonly #pace: RetryPace;
  #connection: Connection | undefined;
  #life = 0;
  #notBeforeMs = 0;
  /** The heartbeat to send after the next one. */
  #delayed: Heartbeat | undefined;
  #atMs = 0;

  constructor(hive: SimulatedHive, place: number, options: MemberOptions) {
    this.#hive = hive;
    this.#place = place;
    this.#options = options;
    this.#pace = new RetryPace(options.random);
  }

  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /** Sends the heartbeat that is due; true if the hive is up. */
  beat(atMs: number): boolean {
    this.#atMs = atMs;
    const isUp = this.#hive.isUp(atMs);
    if (this.#life !== this.#hive.life || !isUp) this.close();
    this.#life = this.#hive.life;
    if (!isUp) return false;
    const connection = this.#usableConnection(atMs);
    if (connection && connection.room > 0) this.#sendNext(connection, atMs);
    else this.#options.tally.add('heldBack');
    return true;
  }

  /** Closes the connection. */
  close(): void {
    const connection = this.#connection;
    this.#forget();
    connection?.close();
  }

  #forget(): void {
    this.#connection = undefined;
    this.#delayed = undefined;
  }

  #usableConnection(atMs: number): Connection | undefined {
    const { transport, connects, tokens } = this.#options;
    if (atMs < this.#notBeforeMs) return undefined;
    if (this.#connection) return this.#connection;
    const token = tokens?.of(this.#hive.hiveId);
    if ((tokens && token === undefined) || !connects.take(atMs)) return undefined;
    const events: ConnectionEvents = {
      opened: () => {},
      heard: (retryMs) => this.#pace.heard(retryMs),
      ended: (end) => {
        if (this.#connection === connection) this.#ended(end);
      },
    };
    const connection: Connection = transport.open(events, token);
    this.#connection = connection;
    return connection;
  }

  #sendNext(connection: Connection, atMs: number): void {
    const { outOfOrder, duplicates } = this.#options;
    const heartbeat = this.#hive.beat(atMs);
    const delayed = this.#delayed;
    if (!delayed && this.#happens(outOfOrder, heartbeat, 201)) {
      this.#delayed = heartbeat;
      return;
    }
    this.#delayed = undefined;
    this.#send(connection, heartbeat);
    if (this.#happens(duplicates, heartbeat, 202)) this.#send(connection, heartbeat);
    if (delayed) this.#send(connection, delayed);
  }

  /** True for that share of all heartbeats; `kind` makes two shares independent. */
  #happens(share: number, { seq = 0 }: Heartbeat, kind: number): boolean {
    return share > 0 && roll(this.#options.seed, this.#place, seq, kind) < share;
  }

  #send(connection: Connection, heartbeat: Heartbeat): void {
    const { tally } = this.#options;
    if (connection.room <= 0) tally.add('heldBack');
    else {
      tally.add('sent');
      void connection.send(heartbeat).then((answer) => this.#answered(answer));
    }
  }

  #answered(answer: Answer): void {
    const { tally } = this.#options;
    if (answer.kind === 'sent') {
      this.#pace.succeeded();
      tally.add('accepted');
    } else if (answer.kind === 'lost') tally.add('failed');
    else {
      tally.add('refused');
      tally.note(answer.reason);
      if (answer.kind === 'retry') this.#wait(this.#pace.failed(answer));
    }
  }

  #ended({ reason, wasOpen, spreadMs, afterMs, denied }: ConnectionEnd): void {
    const pace = this.#pace;
    this.#forget();
    this.#options.tally.note(reason);
    const isLost = wasOpen && !pace.isFailing && afterMs === undefined;
    this.#wait(isLost ? pace.lost(spreadMs) : pace.failed({ afterMs, ...(denied && { denied }) }));
  }

  #wait(ms: number): void {
    this.#notBeforeMs = Math.max(this.#notBeforeMs, this.#atMs + ms);
  }
}
