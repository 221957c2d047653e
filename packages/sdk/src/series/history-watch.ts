import type { HistoryInfo } from '@rbee/contract';
import type { Clock } from '../platform.ts';
import type { RequestOptions } from '../request.ts';
import type { HeartbeatStore } from '../store/index.ts';
import { pastFailure } from './past-failure.ts';
import { onStreamReturn } from './stream-return.ts';
import { Watchers } from './watchers.ts';

/**
 * Whether the queen keeps the past: `unknown` until it answers, `on` with what it keeps, `off` if it keeps nothing, or
 * `failed` with the reason, one sentence.
 */
export type HistoryState =
  | { readonly status: 'unknown' | 'off' }
  | { readonly status: 'on'; readonly info: HistoryInfo }
  | { readonly status: 'failed'; readonly error: string };

interface HistoryWatchOptions {
  readonly store: Pick<HeartbeatStore, 'getState' | 'subscribe'>;
  readonly clock: Clock;
  readonly ask: (request: RequestOptions) => Promise<HistoryInfo>;
}

/** What is kept changes slowly; a failure may be over sooner. */
const ASK_EVERY_MS = 300_000;
const RETRY_MS = 30_000;

/** What the queen keeps of the past ([P7]), asked rarely while somebody watches it. */
export class HistoryWatch {
  readonly #options: HistoryWatchOptions;
  readonly #watchers: Watchers;
  readonly subscribe: (listener: () => void) => () => void;
  #state: HistoryState = { status: 'unknown' };
  #request: AbortController | null = null;
  #cancelTimer = (): void => {};
  #leaveStream = (): void => {};

  constructor(options: HistoryWatchOptions) {
    this.#options = options;
    const { clock } = options;
    this.#watchers = new Watchers({
      ...{ clock, lingerMs: 1_000 },
      onActive: () => this.#start(),
      onIdle: () => this.#stop(),
    });
    this.subscribe = this.#watchers.subscribe;
  }

  readonly getState = (): HistoryState => this.#state;

  #start(): void {
    // A queen that is back may have been started with other settings.
    this.#leaveStream = onStreamReturn(this.#options.store, () => this.#ask());
    this.#ask();
  }

  #stop(): void {
    this.#leaveStream();
    this.#cancelTimer();
    this.#request?.abort();
  }

  #ask(): void {
    this.#cancelTimer();
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    const { signal } = request;
    this.#options.ask({ signal }).then(
      (info) => this.#put(signal, { status: 'on', info }),
      (error: unknown) => this.#put(signal, failureOf(error)),
    );
  }

  #put(signal: AbortSignal, state: HistoryState): void {
    if (signal.aborted) return;
    this.#state = state;
    const wait = state.status === 'failed' ? RETRY_MS : ASK_EVERY_MS;
    this.#cancelTimer = this.#options.clock.after(wait, () => this.#ask());
    this.#watchers.notify();
  }
}

function failureOf(reason: unknown): HistoryState {
  const { status, error } = pastFailure(reason);
  return status === 'off' ? { status } : { status, error };
}
