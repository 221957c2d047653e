import type { HistoryInfo, HistorySeries, HiveTelemetry } from '@rbee/contract';
import type { SeriesQuery } from '../history-query.ts';
import { type Clock, monotonicNow, systemClock } from '../platform.ts';
import type { RequestOptions } from '../request.ts';
import type { HiveState, StreamEvent } from '../state.ts';
import { findHive, type HeartbeatStore } from '../store/index.ts';
import { Feed, LOADING, type PastQuery } from './feed.ts';
import { type HistoryState, HistoryWatch } from './history-watch.ts';
import { HiveAxis } from './hive-axis.ts';
import { PastSpan } from './past-span.ts';
import { RequestQueue } from './request-queue.ts';
import {
  keyOf,
  type LiveSeriesQuery,
  ofEvery,
  type Question,
  questionOf,
  type TimeSpan,
} from './series-query.ts';
import type { SeriesState } from './series-state.ts';
import { onStreamReturn } from './stream-return.ts';
import { WorkerBatches } from './worker-batches.ts';

/** The calls of a client that a {@link SeriesStore} uses. */
export interface HistoryClient {
  readonly series: (query: SeriesQuery, request?: RequestOptions) => Promise<HistorySeries>;
  readonly info: (request?: RequestOptions) => Promise<HistoryInfo>;
}

/** Something that changes and can be watched, in the form that React's `useSyncExternalStore` wants. */
export interface Watchable<State> {
  /** The state; never changed in place, and the same object until something changes. */
  readonly getState: () => State;
  /** Calls the listener after every change. Returns the function that unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** Series that begin in the past and go on with the stream. Its functions need no `this`. */
export interface SeriesStore {
  /**
   * Series of the range that ends at the present, or of a part of the past. Nothing is asked before the first subscriber. Equal queries share
   * one request and one copy of the points; the workers of a hive that are asked for together are one request. The
   * request is cancelled and the points are freed `lingerMs` after the last subscriber left.
   *
   * @throws TypeError, one sentence that names the part, when the query cannot be used
   */
  readonly series: (query: LiveSeriesQuery) => Watchable<SeriesState>;
  /** What the queen keeps of the past; asked on the first subscription, every five minutes, and after an outage. */
  readonly history: Watchable<HistoryState>;
}

/** Options of {@link createSeriesStore}. */
export interface SeriesStoreOptions {
  /** The live store of the same queen. */
  readonly store: Pick<HeartbeatStore, 'getState' | 'subscribe' | 'onEvent'>;
  /** `history` of a client of the same queen. */
  readonly history: HistoryClient;
  /** Time for which series are kept after their last subscriber left, milliseconds; default 1000. */
  readonly lingerMs?: number | undefined;
  /** Used instead of `Date.now` and `setTimeout`. */
  readonly clock?: Clock | undefined;
}

/** Requests at a time. A browser has six connections to an address, and a stream takes one of them. */
const REQUESTS_AT_ONCE = 3;

/** Series that join the past of a queen and its stream without a seam. */
export function createSeriesStore(options: SeriesStoreOptions): SeriesStore {
  return new JoinedSeries(options);
}

class JoinedSeries implements SeriesStore {
  readonly #options: SeriesStoreOptions;
  readonly #clock: Clock;
  readonly #queue = new RequestQueue(REQUESTS_AT_ONCE);
  readonly #feeds = new Map<string, Feed>();
  readonly #spans = new Map<string, PastSpan>();
  readonly #byHive = new Map<string, Set<Feed>>();
  readonly #axes = new Map<string, HiveAxis>();
  readonly #batches = new WorkerBatches((question) => this.#feedOf(question));
  readonly history: HistoryWatch;
  #leaveStream: (() => void) | null = null;

  constructor(options: SeriesStoreOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    const { store, history } = options;
    this.history = new HistoryWatch({ store, clock: this.#clock, ask: history.info });
  }

  readonly series = (query: LiveSeriesQuery): Watchable<SeriesState> => {
    const question = questionOf(query);
    if (question.span !== null) return this.#spanOf(question, question.span);
    const isWorker = question.kind === 'worker' && question.subject !== null;
    const keys = [keyOf(question), ...(isWorker ? [keyOf(ofEvery(question))] : [])];
    const known = (): Feed | undefined =>
      keys.map((key) => this.#feeds.get(key)).find((feed) => feed !== undefined);
    const getState = narrowed(() => known()?.state ?? LOADING, isWorker ? question.subject : null);
    const subscribe = (listener: () => void): (() => void) => {
      const feed = known() ?? (isWorker ? null : this.#feedOf(question));
      return feed ? feed.subscribe(listener) : this.#batches.add({ question, listener });
    };
    return { getState, subscribe };
  };

  #spanOf(question: Question, span: TimeSpan): Watchable<SeriesState> {
    const key = keyOf(question);
    const known = (): PastSpan | undefined => this.#spans.get(key);
    return {
      getState: () => known()?.state ?? LOADING,
      subscribe: (listener) => {
        const past = known() ?? this.#newSpan(key, question, span);
        return past.subscribe(listener);
      },
    };
  }

  #newSpan(key: string, question: Question, span: TimeSpan): PastSpan {
    const past = new PastSpan({
      ...this.#needsOf(question),
      span,
      onIdle: () => {
        this.#spans.delete(key);
        leave();
      },
    });
    const leave = onStreamReturn(this.#options.store, () => past.retry());
    this.#spans.set(key, past);
    return past;
  }

  #feedOf(question: Question): Feed {
    const key = keyOf(question);
    const known = this.#feeds.get(key);
    if (known) return known;
    const { hiveId } = question;
    const feed: Feed = new Feed({
      ...this.#needsOf(question),
      queenNow: this.#queenNow,
      onActive: () => this.#register(hiveId, feed),
      onIdle: () => this.#forget(hiveId, key, feed),
    });
    this.#feeds.set(key, feed);
    return feed;
  }

  /** What the series of a question need of their surroundings, whether they go on or not. */
  #needsOf(question: Question) {
    const { history, lingerMs = 1_000 } = this.#options;
    const ask = (past: PastQuery, signal: AbortSignal) =>
      history.series(wireQuery(question, past), { signal });
    return { question, ask, queue: this.#queue, clock: this.#clock, lingerMs };
  }

  #register(hiveId: string, feed: Feed): void {
    const feeds = this.#byHive.get(hiveId) ?? new Set();
    this.#byHive.set(hiveId, feeds.add(feed));
    this.#leaveStream ??= this.#joinStream();
    const hive = findHive(this.#options.store.getState(), hiveId);
    if (hive) feed.add(this.#axisOf(hiveId).timeOf(sampleOf(hive)), sampleOf(hive));
  }

  #joinStream(): () => void {
    const { store } = this.#options;
    const leaves = [
      store.onEvent((event) => this.#receive(event)),
      // What was not answered meanwhile is asked again.
      onStreamReturn(store, () => this.#eachFeed((feed) => feed.retry())),
    ];
    return () => {
      for (const leave of leaves) leave();
    };
  }

  #forget(hiveId: string, key: string, feed: Feed): void {
    this.#feeds.delete(key);
    const feeds = this.#byHive.get(hiveId);
    feeds?.delete(feed);
    if (feeds?.size === 0) {
      this.#byHive.delete(hiveId);
      this.#axes.delete(hiveId);
    }
    if (this.#feeds.size > 0) return;
    this.#leaveStream?.();
    this.#leaveStream = null;
  }

  #receive(event: StreamEvent): void {
    if (event.type === 'hive_telemetry') this.#receiveSample(event);
    else if (event.type === 'queen') this.#eachFeed((feed) => feed.advance(Date.parse(event.timestamp)));
    else if (event.type === 'lag') this.#eachFeed((feed) => feed.suspectMissing());
  }

  #receiveSample(sample: HiveTelemetry): void {
    const feeds = this.#byHive.get(sample.hive_id);
    if (!feeds) return;
    const time = this.#axisOf(sample.hive_id).timeOf(sample);
    for (const feed of [...feeds]) feed.add(time, sample);
  }

  #eachFeed(call: (feed: Feed) => void): void {
    for (const feed of [...this.#feeds.values()]) call(feed);
  }

  #axisOf(hiveId: string): HiveAxis {
    const axis = this.#axes.get(hiveId) ?? new HiveAxis();
    this.#axes.set(hiveId, axis);
    return axis;
  }

  readonly #queenNow = (): number | null => {
    const { queen, beatAt } = this.#options.store.getState();
    if (queen === null || beatAt === undefined) return null;
    return Date.parse(queen.timestamp) + monotonicNow() - beatAt;
  };
}

const sampleOf = ({ last_update, workers, ...hive }: HiveState): HiveTelemetry => ({
  ...hive,
  workers: [...workers],
  timestamp: last_update,
});

function wireQuery({ hiveId, kind, subject, fields }: Question, past: PastQuery): SeriesQuery {
  if (subject === null) return { hive: hiveId, each: kind === 'node' ? undefined : kind, fields, ...past };
  return kind === 'worker'
    ? { worker: subject, fields, ...past }
    : { gpu: subject, hive: hiveId, fields, ...past };
}

/** The state with the lines of one worker, if it has others too; the same object for the same state. */
function narrowed(getState: () => SeriesState, workerId: string | null): () => SeriesState {
  if (workerId === null) return getState;
  let last: SeriesState | null = null;
  let narrow: SeriesState = LOADING;
  return () => {
    const state = getState();
    if (state === last) return narrow;
    last = state;
    const series = state.data?.series.filter((line) => line.worker_id === workerId);
    narrow = state.data && series ? { ...state, data: { ...state.data, series } } : state;
    return narrow;
  };
}
