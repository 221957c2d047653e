import { asPost, Beats, type Wrap } from './beats.ts';
import { inBatches } from './in-batches.ts';
import { Pace } from './pace.ts';
import { PostConnection } from './post-connection.ts';
import type { Posts } from './posts.ts';

/** A number of hives, each with a connection of its own. */
export interface FleetWish {
  readonly port: number;
  readonly hives: number;
  readonly posts: Posts;
  /** Different samples that each hive has before it begins again; 16 without. */
  readonly variants?: number;
  readonly wrap?: Wrap;
}

/** What became of the requests since the last `reset`. */
export interface Sent {
  taken: number;
  refused: number;
  /** Not sent, as the one before was not answered yet. */
  withheld: number;
}

/** Hives that POST: as fast as they are answered, or at a pace. */
export class Fleet {
  readonly #posts: Posts;
  readonly #hives: { readonly beats: Beats; readonly connection: PostConnection }[] = [];
  readonly #beatsOf = new Map<PostConnection, Beats>();
  #sent: Sent = { taken: 0, refused: 0, withheld: 0 };
  #isBusy = false;
  #pace: Pace | undefined;

  private constructor(posts: Posts) {
    this.#posts = posts;
  }

  /** Connects them. */
  static async open({ port, hives, posts, variants = 16, wrap = asPost }: FleetWish): Promise<Fleet> {
    const fleet = new Fleet(posts);
    const connections = await inBatches(hives, () =>
      PostConnection.open(port, (wasTaken, connection) => fleet.#onAnswer(wasTaken, connection)),
    );
    for (const [index, connection] of connections.entries()) {
      const beats = new Beats(index, variants, wrap);
      fleet.#hives.push({ beats, connection });
      fleet.#beatsOf.set(connection, beats);
    }
    return fleet;
  }

  /** What became of the requests since the last `reset`. */
  get sent(): Readonly<Sent> {
    return this.#sent;
  }

  reset(): void {
    this.#sent = { taken: 0, refused: 0, withheld: 0 };
  }

  /** Every hive posts as fast as it is answered, until `stop`. */
  beginBusy(): void {
    this.#isBusy = true;
    for (const { beats, connection } of this.#hives) this.#send(beats, connection);
  }

  /** The hives post by turns, so many heartbeats a second all together, until `stop`. */
  beginAtPace(perSecond: number): void {
    let turn = 0;
    this.#pace = new Pace(perSecond, () => {
      const hive = this.#hives[turn % this.#hives.length];
      turn += 1;
      if (!hive) return;
      if (hive.connection.isBusy) this.#sent.withheld += 1;
      else this.#send(hive.beats, hive.connection);
    });
  }

  /** Nothing more is sent; resolves when everything was answered. */
  async stop(): Promise<void> {
    this.#isBusy = false;
    this.#pace?.stop();
    const until = performance.now() + 30_000;
    while (this.#hives.some(({ connection }) => connection.isBusy)) {
      if (performance.now() > until) throw new Error('The server does not answer.');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  end(): void {
    this.#pace?.stop();
    this.#isBusy = false;
    for (const { connection } of this.#hives) connection.end();
  }

  #send(beats: Beats, connection: PostConnection): void {
    connection.send(beats.next(this.#posts.next(), timeNow()));
  }

  #onAnswer(wasTaken: boolean, connection: PostConnection): void {
    if (wasTaken) this.#sent.taken += 1;
    else this.#sent.refused += 1;
    const beats = this.#beatsOf.get(connection);
    if (this.#isBusy && beats) this.#send(beats, connection);
  }
}

let lastMs = 0;
let lastText = '';

/** Now, RFC 3339; made once a millisecond. */
export function timeNow(): string {
  const ms = Date.now();
  if (ms !== lastMs) {
    lastMs = ms;
    lastText = new Date(ms).toISOString();
  }
  return lastText;
}
