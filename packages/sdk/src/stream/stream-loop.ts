import { MAX_TIMER_MS } from '../option-checks.ts';
import type { StoreSettings } from '../options.ts';
import { listenForWake } from '../platform.ts';
import { Authorization } from './authorization.ts';
import type { FrameBatch } from './frame-reader.ts';
import { readStream, type StreamEnd } from './read-stream.ts';
import { RetryPolicy } from './retry-policy.ts';

/** A change of the connection. */
export type LoopSignal =
  | { readonly type: 'attempt' }
  | { readonly type: 'silent' }
  | { readonly type: 'ended'; readonly error: string; readonly retryAt: number }
  /** The queen does not know who asks ([A7]); `retryAt` is when the token is looked at again, if another can come. */
  | { readonly type: 'unauthorized'; readonly error: string; readonly retryAt: number | null }
  /** Somebody asked for the next attempt, which begins now. */
  | { readonly type: 'retried' };

interface StreamLoopOptions
  extends Pick<StoreSettings, 'fetch' | 'baseUrl' | 'token' | 'clock' | 'random' | 'staleAfterMs'> {
  readonly url: string;
  /** Header fields of the next attempt. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly onSignal: (signal: LoopSignal) => void;
  /** Called with the frames of each piece of the stream; returns true if there was a valid event among them. */
  readonly onBatch: (batch: FrameBatch) => boolean;
}

class Attempt {
  readonly controller = new AbortController();
  /** When the last byte came, or the attempt began; the clock's milliseconds. */
  receivedAt: number;
  /** When the first valid event came; null before. */
  liveSince: number | null = null;
  /** True if the silence since the last byte was reported. */
  silent = false;
  cancelWatch = (): void => {};

  constructor(now: number) {
    this.receivedAt = now;
  }
}

/** Silence after which a connection is closed. */
const ABANDON_AFTER_MS = 20_000;
/** After a connection that was live for this long the backoff starts over. */
const STEADY_AFTER_MS = 5_000;

/**
 * Connects, reads, and connects again with backoff ([L4]) until it is stopped. It closes a connection that is
 * silent for 20 s, because TCP alone does not notice that the other end is gone; a queen sends something
 * every 2.5 s ([S3]). When the network is back or the page becomes visible, it connects at once, unless the
 * server asked it to wait. A queen that does not know who asks (401) is not asked again with the same token ([A7]).
 */
export class StreamLoop {
  readonly #options: StreamLoopOptions;
  readonly #policy: RetryPolicy;
  readonly #authorization: Authorization;
  #isUnauthorized = false;
  #attempt: Attempt | null = null;
  /** Why the last connection ended. */
  #lastReason = '';
  #cancelRetry = (): void => {};
  #stopListening: (() => void) | null = null;

  constructor(options: StreamLoopOptions) {
    this.#options = options;
    this.#policy = new RetryPolicy(options);
    this.#authorization = new Authorization(options.token);
  }

  readonly start = (): void => {
    if (this.#stopListening) return;
    this.#policy.restart();
    this.#stopListening = listenForWake(() => this.#wake());
    const demandedMs = this.#policy.demandedMs();
    if (demandedMs > 0) this.#schedule(demandedMs);
    else this.#begin();
  };

  readonly stop = (): void => {
    this.#stopListening?.();
    this.#stopListening = null;
    this.#cancelRetry();
    this.#disconnect();
  };

  /** Closes the connection for that reason and connects again, as after any other end. */
  readonly reconnect = (reason: string): void => {
    if (this.#attempt) this.#cutOff(this.#attempt, reason);
  };

  /** Connects at once if there is no connection; with a token that was refused as well. A wait that the server asked for holds. */
  readonly retry = (): void => {
    if (!this.#stopListening || this.#attempt) return;
    if (!this.#isUnauthorized && this.#policy.demandedMs() > 0) return;
    this.#authorization.forgive();
    this.#policy.restart();
    this.#cancelRetry();
    this.#options.onSignal({ type: 'retried' });
    this.#begin();
  };

  #begin(): void {
    const { clock, fetch, baseUrl, url, headers } = this.#options;
    const attempt = new Attempt(clock.now());
    this.#attempt = attempt;
    this.#watch(attempt);
    const { signal } = attempt.controller;
    const authorization = this.#authorization;
    const request = { fetch, baseUrl, url, clock, headers: headers(), authorization, signal };
    const ended = readStream(request, (batch) => this.#receive(attempt, batch));
    void ended.then((end) => this.#ended(attempt, end));
    this.#options.onSignal({ type: 'attempt' });
  }

  #receive(attempt: Attempt, batch: FrameBatch): void {
    if (attempt !== this.#attempt) return;
    attempt.receivedAt = this.#options.clock.now();
    if (batch.retryMs !== null) this.#policy.reconnectionTime(batch.retryMs);
    if (attempt.silent) this.#watch(attempt);
    if (this.#options.onBatch(batch)) attempt.liveSince ??= attempt.receivedAt;
  }

  /** Checks the silence, and sets a timer for the next check: one timer for each silence, not one for each byte. */
  #watch(attempt: Attempt): void {
    const { clock, staleAfterMs, onSignal } = this.#options;
    const abandonAfterMs = Math.min(MAX_TIMER_MS, Math.max(ABANDON_AFTER_MS, 2 * staleAfterMs));
    attempt.cancelWatch();
    const now = clock.now();
    attempt.receivedAt = Math.min(attempt.receivedAt, now); // the clock may have been set back
    const silentMs = now - attempt.receivedAt;
    if (silentMs >= abandonAfterMs) {
      this.#cutOff(attempt, `Nothing came for ${Math.round(silentMs / 1_000)} s.`);
      return;
    }
    attempt.silent = silentMs >= staleAfterMs;
    const dueMs = attempt.silent ? abandonAfterMs : staleAfterMs;
    attempt.cancelWatch = clock.after(dueMs - silentMs, () => this.#watch(attempt));
    if (attempt.silent) onSignal({ type: 'silent' });
  }

  #cutOff(attempt: Attempt, reason: string): void {
    this.#ended(attempt, { reason, askedMs: null, isUnauthorized: false });
  }

  #ended(attempt: Attempt, end: StreamEnd): void {
    if (attempt !== this.#attempt) return;
    this.#disconnect();
    this.#lastReason = end.reason;
    const { liveSince } = attempt;
    const wasSteady = liveSince !== null && this.#options.clock.now() - liveSince >= STEADY_AFTER_MS;
    this.#isUnauthorized = end.isUnauthorized;
    const delayMs = this.#policy.ended(wasSteady, end.askedMs);
    if (end.isUnauthorized) this.#refused(delayMs);
    else this.#schedule(delayMs);
  }

  #schedule(delayMs: number): void {
    const { clock, onSignal } = this.#options;
    this.#cancelRetry = clock.after(delayMs, () => this.#begin());
    onSignal({ type: 'ended', error: this.#lastReason, retryAt: clock.now() + delayMs });
  }

  /** Only a function is asked again, for another token. */
  #refused(delayMs: number): void {
    const { clock, onSignal } = this.#options;
    this.#authorization.refused();
    const { canChange } = this.#authorization;
    if (canChange) this.#cancelRetry = clock.after(delayMs, () => this.#begin());
    onSignal({
      type: 'unauthorized',
      error: this.#lastReason,
      retryAt: canChange ? clock.now() + delayMs : null,
    });
  }

  #disconnect(): void {
    this.#attempt?.cancelWatch();
    this.#attempt?.controller.abort();
    this.#attempt = null;
  }

  #wake(): void {
    if (this.#attempt) {
      this.#watch(this.#attempt);
      return;
    }
    if (this.#isUnauthorized && !this.#authorization.canChange) return;
    if (!this.#policy.mayWake()) return;
    this.#cancelRetry();
    this.#begin();
  }
}
