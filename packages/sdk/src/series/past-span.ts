import type { HistorySeries } from '@rbee/contract';
import type { Clock } from '../platform.ts';
import { LOADING, type PastQuery } from './feed.ts';
import { pastFailure } from './past-failure.ts';
import type { RequestQueue } from './request-queue.ts';
import type { Question, TimeSpan } from './series-query.ts';
import type { SeriesState } from './series-state.ts';
import { Watchers } from './watchers.ts';
import { SeriesWindow } from './window.ts';

interface SpanOptions {
  readonly question: Question;
  readonly span: TimeSpan;
  readonly ask: (past: PastQuery, signal: AbortSignal) => Promise<HistorySeries>;
  readonly queue: RequestQueue;
  readonly clock: Clock;
  readonly lingerMs: number;
  readonly onIdle: () => void;
}

/** Time after which a part is asked for again whose last seconds the queen does not have yet, milliseconds. */
const NOT_WHOLE_MS = 5_000;

/**
 * The series of a part of the past. It is asked for once, again while its end is not known yet, and when the stream is back after the
 * question has failed.
 */
export class PastSpan {
  readonly #options: SpanOptions;
  readonly #watchers: Watchers;
  readonly subscribe: (listener: () => void) => () => void;
  #state = LOADING;
  #request: AbortController | null = null;
  #cancelTimer = (): void => {};

  constructor(options: SpanOptions) {
    this.#options = options;
    const { clock, lingerMs, onIdle } = options;
    const onEnd = (): void => {
      this.#cancelTimer();
      this.#request?.abort();
      onIdle();
    };
    this.#watchers = new Watchers({ clock, lingerMs, onActive: () => this.#load(), onIdle: onEnd });
    this.subscribe = this.#watchers.subscribe;
  }

  get state(): SeriesState {
    return this.#state;
  }

  /** Asks again if the question has failed. */
  retry(): void {
    if (this.#state.error !== null) this.#load();
  }

  #load(): void {
    const request = new AbortController();
    this.#request = request;
    this.#cancelTimer();
    const { ask, clock, queue, question, span } = this.#options;
    const past = {
      ...{ from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() },
      maxPoints: question.maxPoints,
    };
    const set = (state: SeriesState): void => {
      if (request.signal.aborted) return;
      this.#state = state;
      this.#watchers.notify();
    };
    queue
      .run(request.signal, () => ask(past, request.signal))
      .then(
        (answer) => {
          set({ status: 'ready', error: null, data: SeriesWindow.snapshotOf(question, answer) });
          const isWhole = Date.parse(answer.to) >= span.to;
          if (!isWhole && !request.signal.aborted)
            this.#cancelTimer = clock.after(NOT_WHOLE_MS, () => this.#load());
        },
        (error: unknown) => set({ ...this.#state, ...pastFailure(error) }),
      );
  }
}
