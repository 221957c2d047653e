import type { Clock } from '../clock.ts';
import { reconnectDelay } from './backoff.ts';
import type { FrameBatch } from './frame-reader.ts';
import { readStream, type StreamEnd } from './read-stream.ts';
import { listenForWake } from './wake.ts';

/** What becomes of the connection, beside the frames. */
export type LoopSignal =
  | { readonly type: 'attempt' }
  | { readonly type: 'silent' }
  | { readonly type: 'ended'; readonly error: string; readonly retryAt: number };

/** What a stream loop needs. */
export interface StreamLoopOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly baseUrl: string;
  readonly url: string;
  /** Header fields of the next attempt. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly random: () => number;
  /** Silence on an open stream after which it counts as stale, milliseconds. */
  readonly staleAfterMs: number;
  readonly onSignal: (signal: LoopSignal) => void;
  /** Takes what a piece completed; true when a valid event was in it. */
  readonly onBatch: (batch: FrameBatch) => boolean;
}

/** Keeps one connection to the stream, for ever. */
export interface StreamLoop {
  readonly start: () => void;
  readonly stop: () => void;
  /** Gives the connection up, for that reason, and makes another one as after any other end. */
  readonly breakOff: (reason: string) => void;
}

interface Attempt {
  readonly controller: AbortController;
  /** When the last byte came, or the attempt began; the clock's milliseconds. */
  heardAt: number;
  /** When the first valid event came; null before. */
  liveSince: number | null;
  /** Whether the silence was reported since the last byte. */
  quiet: boolean;
  /** The last `retry:` of this connection. */
  askedMs: number | null;
  cancelWatch: () => void;
}

const ABANDON_AFTER_MS = 20_000;
/** A connection that lived this long has proved itself: the backoff starts over. */
const STEADY_AFTER_MS = 5_000;

/**
 * Connects, reads, and connects again with backoff ([L4]) until it is stopped. A connection that is silent
 * for 20 s (a queen speaks every 2.5 s, [S3]) is given up, as TCP alone never tells that the other end is
 * gone. Where the system says that the network or the page is back, a waiting attempt is made at once.
 */
export function createStreamLoop(options: StreamLoopOptions): StreamLoop {
  return new Loop(options);
}

class Loop implements StreamLoop {
  readonly #options: StreamLoopOptions;
  readonly #abandonAfterMs: number;
  #attempt: Attempt | null = null;
  #failures = 0;
  #cancelRetry = (): void => {};
  #stopListening: (() => void) | null = null;

  constructor(options: StreamLoopOptions) {
    this.#options = options;
    this.#abandonAfterMs = Math.max(ABANDON_AFTER_MS, 2 * options.staleAfterMs);
  }

  readonly start = (): void => {
    if (this.#stopListening) return;
    this.#failures = 0;
    this.#stopListening = listenForWake(() => this.#wake());
    this.#begin();
  };

  readonly stop = (): void => {
    this.#stopListening?.();
    this.#stopListening = null;
    this.#cancelRetry();
    this.#letGo();
  };

  readonly breakOff = (reason: string): void => {
    if (this.#attempt) this.#ended(this.#attempt, { reason, askedMs: null });
  };

  #begin(): void {
    const { clock, fetch, baseUrl, url, headers } = this.#options;
    const controller = new AbortController();
    const attempt: Attempt = {
      controller,
      heardAt: clock.now(),
      liveSince: null,
      quiet: false,
      askedMs: null,
      cancelWatch: () => {},
    };
    this.#attempt = attempt;
    this.#watch(attempt);
    const request = { fetch, baseUrl, url, headers: headers(), signal: controller.signal };
    void readStream(request, (batch) => this.#heard(attempt, batch)).then((end) => this.#ended(attempt, end));
    this.#options.onSignal({ type: 'attempt' });
  }

  #heard(attempt: Attempt, batch: FrameBatch): void {
    if (attempt !== this.#attempt) return;
    attempt.heardAt = this.#options.clock.now();
    if (batch.retryMs !== null) attempt.askedMs = batch.retryMs;
    if (attempt.quiet) this.#watch(attempt);
    if (this.#options.onBatch(batch)) attempt.liveSince ??= attempt.heardAt;
  }

  /** Looks at the silence now, and again when the next thing could be due: once a silence, not once a byte. */
  #watch(attempt: Attempt): void {
    const { clock, staleAfterMs, onSignal } = this.#options;
    attempt.cancelWatch();
    const now = clock.now();
    attempt.heardAt = Math.min(attempt.heardAt, now); // a clock that was set back: counted from here
    const silentMs = now - attempt.heardAt;
    if (silentMs >= this.#abandonAfterMs) {
      this.#ended(attempt, { reason: `Nothing came for ${Math.round(silentMs / 1_000)} s.`, askedMs: null });
      return;
    }
    attempt.quiet = silentMs >= staleAfterMs;
    const dueMs = attempt.quiet ? this.#abandonAfterMs : staleAfterMs;
    attempt.cancelWatch = clock.after(dueMs - silentMs, () => this.#watch(attempt));
    if (attempt.quiet) onSignal({ type: 'silent' });
  }

  #ended(attempt: Attempt, end: StreamEnd): void {
    if (attempt !== this.#attempt) return;
    const { clock, random, onSignal } = this.#options;
    this.#letGo();
    const steady = attempt.liveSince !== null && clock.now() - attempt.liveSince >= STEADY_AFTER_MS;
    this.#failures = steady ? 1 : this.#failures + 1;
    const askedMs = end.askedMs ?? (this.#failures === 1 ? attempt.askedMs : null);
    const delayMs = reconnectDelay({ failures: this.#failures, askedMs, random: random() });
    this.#cancelRetry = clock.after(delayMs, () => this.#begin());
    onSignal({ type: 'ended', error: end.reason, retryAt: clock.now() + delayMs });
  }

  #letGo(): void {
    this.#attempt?.cancelWatch();
    this.#attempt?.controller.abort();
    this.#attempt = null;
  }

  #wake(): void {
    if (this.#attempt) {
      this.#watch(this.#attempt);
      return;
    }
    this.#cancelRetry();
    this.#begin();
  }
}
