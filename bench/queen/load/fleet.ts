import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Connection, Transport } from '../../../apps/rbee/src/simulate/transport/index.ts';
import { inBatches } from './in-batches.ts';
import { Pace } from './pace.ts';
import type { Posts } from './posts.ts';
import { Beats } from './sample-heartbeats.ts';
import { postsTo, type TransportTo } from './transports.ts';

/** A number of hives, each with a connection of its own. */
export interface FleetWish {
  readonly port: number;
  readonly hives: number;
  readonly posts: Posts;
  /** Different samples that each hive has before it begins again; 16 unless given. */
  readonly variants?: number;
  /** POSTs unless given. */
  readonly transportTo?: TransportTo;
  /** True if each hive sends a heartbeat as soon as it is connected: a queen closes a link that has none for some seconds. */
  readonly greets?: boolean;
}

/** Time after which a lost connection is replaced, milliseconds. */
const RECONNECT_MS = 500;

/** Results of the heartbeats since the last `reset`. */
export interface Sent {
  taken: number;
  refused: number;
  /** Not sent, because those before were not answered yet. */
  withheld: number;
}

interface Hive {
  readonly beats: Beats;
  connection: Connection;
}

/** Hives that send heartbeats: as fast as they are answered, or at a pace. */
export class Fleet {
  readonly #posts: Posts;
  #hives: Hive[] = [];
  #sent: Sent = { taken: 0, refused: 0, withheld: 0 };
  #answers = createHistogram();
  #unanswered = 0;
  #isBusy = false;
  #pace: Pace | undefined;
  /** True from the time when all are connected until `end`: whoever loses its connection comes back. */
  #isConnected = false;

  private constructor(posts: Posts) {
    this.#posts = posts;
  }

  /** Connects them. */
  static async open(wish: FleetWish): Promise<Fleet> {
    const { port, hives, posts, variants = 16, transportTo = postsTo, greets = false } = wish;
    const fleet = new Fleet(posts);
    fleet.#hives = await inBatches(hives, async (index) => {
      const beats = new Beats(index, variants);
      const transport = transportTo(port, beats.hiveId);
      const connection = await connect(transport, () => fleet.#reconnect(index, transport));
      const hive = { beats, connection };
      if (greets) fleet.#send(hive);
      return hive;
    });
    fleet.#isConnected = true;
    return fleet;
  }

  /** Results of the heartbeats since the last `reset`. */
  get sent(): Readonly<Sent> {
    return this.#sent;
  }

  /** Times from sending to the answer since the last `reset`, microseconds. */
  get answersUs(): RecordableHistogram {
    return this.#answers;
  }

  reset(): void {
    this.#answers = createHistogram();
    this.#sent = { taken: 0, refused: 0, withheld: 0 };
  }

  /** Every hive sends as fast as it is answered, until `stop`. */
  beginBusy(): void {
    this.#isBusy = true;
    for (const hive of this.#hives) this.#fill(hive);
  }

  /** The hives send by turns, so many heartbeats a second all together, until `stop`. */
  beginAtPace(perSecond: number): void {
    let turn = 0;
    this.#pace = new Pace(perSecond, () => {
      const hive = this.#hives[turn % this.#hives.length];
      turn += 1;
      if (!hive) return;
      if (hive.connection.room > 0) this.#send(hive);
      else this.#sent.withheld += 1;
    });
  }

  /** Stops sending; resolves when everything was answered. */
  async stop(): Promise<void> {
    this.#isBusy = false;
    this.#pace?.stop();
    const until = performance.now() + 30_000;
    while (this.#unanswered > 0) {
      if (performance.now() > until) throw new Error('The server does not answer.');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  end(): void {
    this.#pace?.stop();
    this.#isBusy = false;
    this.#isConnected = false;
    for (const { connection } of this.#hives) connection.close();
  }

  /** Opens another connection for a hive that lost its own, as often as it takes. */
  #reconnect(index: number, transport: Transport): void {
    if (!this.#isConnected) return;
    const again = (): void => this.#reconnect(index, transport);
    setTimeout(async () => {
      const connection = await connect(transport, again).catch(again);
      const hive = this.#hives[index];
      if (!hive || !connection) return;
      hive.connection = connection;
      if (this.#isBusy) this.#fill(hive);
    }, RECONNECT_MS);
  }

  #fill(hive: Hive): void {
    while (hive.connection.room > 0) this.#send(hive);
  }

  #send(hive: Hive): void {
    this.#unanswered += 1;
    const sentAt = performance.now();
    void hive.connection.send(hive.beats.next(this.#posts.next())).then(({ kind }) => {
      this.#unanswered -= 1;
      this.#answers.record(Math.max(1, Math.round((performance.now() - sentAt) * 1_000)));
      if (kind === 'sent') this.#sent.taken += 1;
      else this.#sent.refused += 1;
      if (this.#isBusy) this.#fill(hive);
    });
  }
}

/** Opens a connection; rejects if it cannot be opened. `onEnd` is called when one that was open has ended. */
export function connect(transport: Transport, onEnd = (): void => {}): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const connection: Connection = transport.open({
      opened: () => resolve(connection),
      heard: () => {},
      ended: ({ reason, wasOpen }) => {
        if (wasOpen) onEnd();
        else reject(new Error(`There is no connection to the server: ${reason}.`));
      },
    });
  });
}
