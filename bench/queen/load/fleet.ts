import { asPost, Beats, type Wrap } from './beats.ts';
import type { Carrier, OpenCarrier } from './carrier.ts';
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
  /** How heartbeats travel; POSTs without. */
  readonly open?: OpenCarrier;
  readonly wrap?: Wrap;
}

/** What became of the heartbeats since the last `reset`. */
export interface Sent {
  taken: number;
  refused: number;
  /** Not sent, as those before were not answered yet. */
  withheld: number;
}

interface Hive {
  readonly beats: Beats;
  readonly carrier: Carrier;
}

/** Hives that report: as fast as they are answered, or at a pace. */
export class Fleet {
  readonly #posts: Posts;
  readonly #hives: Hive[] = [];
  #sent: Sent = { taken: 0, refused: 0, withheld: 0 };
  #isBusy = false;
  #pace: Pace | undefined;

  private constructor(posts: Posts) {
    this.#posts = posts;
  }

  /** Connects them. */
  static async open(wish: FleetWish): Promise<Fleet> {
    const { port, hives, posts, variants = 16, open = PostConnection.open, wrap = asPost } = wish;
    const fleet = new Fleet(posts);
    await inBatches(hives, async (index) => {
      const carrier = await open(port, (count, wasTaken) => fleet.#onAnswer(index, count, wasTaken));
      fleet.#hives[index] = { beats: new Beats(index, variants, wrap), carrier };
    });
    return fleet;
  }

  /** What became of the heartbeats since the last `reset`. */
  get sent(): Readonly<Sent> {
    return this.#sent;
  }

  reset(): void {
    this.#sent = { taken: 0, refused: 0, withheld: 0 };
  }

  /** Every hive reports as fast as it is answered, until `stop`. */
  beginBusy(): void {
    this.#isBusy = true;
    for (const hive of this.#hives) this.#fill(hive);
  }

  /** The hives report by turns, so many heartbeats a second all together, until `stop`. */
  beginAtPace(perSecond: number): void {
    let turn = 0;
    this.#pace = new Pace(perSecond, () => {
      const hive = this.#hives[turn % this.#hives.length];
      turn += 1;
      if (!hive) return;
      if (hive.carrier.hasRoom) this.#send(hive);
      else this.#sent.withheld += 1;
    });
  }

  /** Nothing more is sent; resolves when everything was answered. */
  async stop(): Promise<void> {
    this.#isBusy = false;
    this.#pace?.stop();
    const until = performance.now() + 30_000;
    while (this.#hives.some(({ carrier }) => carrier.waiting > 0)) {
      if (performance.now() > until) throw new Error('The server does not answer.');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  end(): void {
    this.#pace?.stop();
    this.#isBusy = false;
    for (const { carrier } of this.#hives) carrier.end();
  }

  #send({ beats, carrier }: Hive): void {
    const seq = this.#posts.next();
    carrier.send(beats.next(seq, timeNow()), seq);
  }

  #fill(hive: Hive): void {
    while (hive.carrier.hasRoom) this.#send(hive);
  }

  #onAnswer(index: number, count: number, wasTaken: boolean): void {
    if (wasTaken) this.#sent.taken += count;
    else this.#sent.refused += count;
    const hive = this.#hives[index];
    if (this.#isBusy && hive) this.#fill(hive);
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
