import { type Fetch, post, type Sent } from './post.ts';

/** Time of the sender. */
export interface SenderClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds of a clock that is never set. */
  readonly monotonic: () => number;
}

/** What a sender needs. */
export interface SenderEdges {
  readonly url: string;
  /** The headers of a request, with credentials; throws with a sentence if a file of them cannot be read. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly fetch: Fetch;
  readonly clock: SenderClock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
}

/** So many requests are on their way at a time: they have different series, so their order does not matter. */
const MAX_OPEN = 4;
/** A request that was not answered for so long is sent again. */
const TIMEOUT_MS = 30_000;
/** So long it is said that a request was refused, though others are taken. */
const REFUSAL_MS = 60_000;
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;

/** Sends requests to one target. After a failure it rests, longer with each further one, and as long as the target asks. */
export class Sender {
  readonly #edges: SenderEdges;
  readonly #open = new Map<AbortController, number>();
  #restsUntil = 0;
  #failures = 0;
  /** Samples that were taken, those that the target refused for good, and requests that were sent again. */
  readonly counts = { sent: 0, dropped: 0, retries: 0 };
  #failure: string | undefined;
  #refusal: { readonly why: string; readonly at: number } | undefined;

  constructor(edges: SenderEdges) {
    this.#edges = edges;
  }

  /** True if a request can be sent now. */
  get isReady(): boolean {
    return this.#open.size < MAX_OPEN && !this.isResting;
  }

  get isResting(): boolean {
    return this.#edges.clock.monotonic() < this.#restsUntil;
  }

  /** What goes wrong; undefined once it goes well again. */
  get problem(): string | undefined {
    const refusal = this.#refusal;
    const isRecent = refusal && this.#edges.clock.monotonic() - refusal.at < REFUSAL_MS;
    return this.#failure ?? (isRecent ? refusal.why : undefined);
  }

  /** Gives up on requests without an answer. To be called once a second. */
  tick(): void {
    const limit = this.#edges.clock.monotonic() - TIMEOUT_MS;
    for (const [controller, started] of this.#open) if (started <= limit) controller.abort();
  }

  /** Gives up on all requests. */
  abort(): void {
    for (const controller of this.#open.keys()) controller.abort();
  }

  /** Sends a request of so many samples. */
  async send(body: Uint8Array<ArrayBuffer>, samples: number): Promise<Sent['kind']> {
    const controller = new AbortController();
    this.#open.set(controller, this.#edges.clock.monotonic());
    const sent = await this.#post(body, controller.signal);
    this.#open.delete(controller);
    this.#failure = sent.kind === 'retry' ? sent.why : undefined;
    if (sent.kind === 'retry') this.#rest(sent.afterMs);
    else {
      if (sent.kind === 'refused') this.#refusal = { why: sent.why, at: this.#edges.clock.monotonic() };
      this.#failures = 0;
      this.counts[sent.kind === 'sent' ? 'sent' : 'dropped'] += samples;
    }
    return sent.kind;
  }

  async #post(body: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<Sent> {
    const { url, fetch, clock } = this.#edges;
    let headers: Readonly<Record<string, string>>;
    try {
      headers = this.#edges.headers();
    } catch (error) {
      return { kind: 'retry', why: (error as Error).message };
    }
    return post({ url, headers, body, signal }, fetch, clock.now);
  }

  /** Requests that fail together count as one failure. */
  #rest(afterMs = 0): void {
    this.counts.retries += 1;
    const { clock, random } = this.#edges;
    if (!this.isResting) this.#failures += 1;
    const most = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(this.#failures - 1, 10));
    const rest = Math.max(afterMs, most * (0.5 + random() / 2));
    this.#restsUntil = Math.max(this.#restsUntil, clock.monotonic() + rest);
  }
}
