import type { HistorySeries, HiveTelemetry } from '@rbee/contract';
import type { Clock } from '../platform.ts';
import { QueenError } from '../request.ts';
import { type Subject, subjectsOf } from './figures.ts';
import { pastFailure } from './past-failure.ts';
import type { RequestQueue } from './request-queue.ts';
import type { Question } from './series-query.ts';
import type { SeriesState } from './series-state.ts';
import { Watchers } from './watchers.ts';
import { SeriesWindow } from './window.ts';

/** What a part of the past is asked with; `from` is relative to the present or RFC 3339. */
export interface PastQuery {
  readonly from: string;
  /** Default: the present. */
  readonly to?: string;
  readonly maxPoints: number;
}

/** What a feed needs of its surroundings. */
export interface FeedOptions {
  readonly question: Question;
  readonly ask: (past: PastQuery, signal: AbortSignal) => Promise<HistorySeries>;
  readonly queue: RequestQueue;
  readonly clock: Clock;
  /** The present by the queen's clock, milliseconds since the epoch; null if it is not known. */
  readonly queenNow: () => number | null;
  readonly lingerMs: number;
  readonly onActive: () => void;
  readonly onIdle: () => void;
}

/** The state before the first answer. */
export const LOADING: SeriesState = { status: 'loading', error: null, data: null };

/** Samples that are kept to be added to an answer that is under way. At one a second a request takes at most ten. */
const MAX_RECENT = 256;
/** The newest samples may not be in an answer yet: a second is handed over when it is over. */
const ANSWER_DELAY_MS = 2_000;
/** Shortest silence of a hive after which the queen is asked what happened meanwhile. */
const MIN_HOLE_MS = 3_500;
/** A sample that is older than the newest one by this much is not late: the queen's clock was set back. */
const CLOCK_SET_MS = 10_000;
/** Longest time between two calls of the listeners while points grow, milliseconds. */
const NOTIFY_MS = 10_000;
const NOT_FITTING =
  'The queen gave too many points, or points that do not begin at a multiple of their length.';
const RETRY_MS = { first: 5_000, most: 60_000 };

interface Recent {
  readonly time: number;
  readonly subjects: readonly Subject[];
  /** True if samples before it may have been left out of the stream. */
  readonly isSuspect: boolean;
}

/**
 * The series of one question: asks for the past, and goes on with the samples of the stream. Where samples are missing,
 * because the stream was away or the hive was silent, it asks for that part.
 */
export class Feed {
  readonly #options: FeedOptions;
  readonly #watchers: Watchers;
  readonly subscribe: (listener: () => void) => () => void;
  #window: SeriesWindow | null = null;
  #recent: Recent[] = [];
  #state: SeriesState = LOADING;
  /** True if the window changed since `#state` was made. */
  #isStale = false;
  /** Time up to which samples are known; null before the first answer. */
  #knownTo: number | null = null;
  #request: AbortController | null = null;
  /** Earliest time that is to be asked for again; null if there is none. */
  #missingFrom: number | null = null;
  #cancelTimer = (): void => {};
  #failures = 0;
  #mayHaveMissed = false;
  /** True until the first sample after an answer. */
  #isSeam = false;
  #notifiedAt = Number.NEGATIVE_INFINITY;

  constructor(options: FeedOptions) {
    this.#options = options;
    const { clock, lingerMs } = options;
    const onActive = (): void => {
      options.onActive();
      this.#load();
    };
    this.#watchers = new Watchers({ clock, lingerMs, onActive, onIdle: () => this.#close() });
    this.subscribe = this.#watchers.subscribe;
  }

  get state(): SeriesState {
    if (this.#isStale && this.#window) {
      this.#state = { ...this.#state, data: this.#window.snapshot() };
      this.#isStale = false;
    }
    return this.#state;
  }

  /** A sample of the hive arrived; `time` is by the queen's clock. */
  add(time: number, sample: HiveTelemetry): void {
    const newest = this.#recent.at(-1)?.time ?? Number.NEGATIVE_INFINITY;
    if (time < newest - CLOCK_SET_MS) this.#startOver();
    else if (!(time > newest)) return;
    const { kind, subject } = this.#options.question;
    const subjects = subjectsOf(sample, kind).filter((it) => subject === null || it.id === subject);
    const recent = { time, subjects, isSuspect: this.#mayHaveMissed };
    this.#mayHaveMissed = false;
    this.#recent.push(recent);
    if (this.#recent.length > MAX_RECENT) this.#recent.shift();
    if (this.#window === null) return;
    const isNewPoint = this.#window.add(time, subjects);
    this.#noteHole(recent, this.#window);
    this.#changed(isNewPoint);
  }

  /** The queen's clock shows that time; the range moves on without samples too. */
  advance(time: number): void {
    const { intervalMs = 0, stepMs = 0 } = this.#window ?? {};
    const isMoved = this.#window?.advance(time - Math.max(2 * intervalMs, stepMs)) ?? false;
    if (isMoved) this.#changed(true);
  }

  /** Samples were left out of the stream: a shorter silence counts as a hole. */
  suspectMissing(): void {
    this.#mayHaveMissed = true;
  }

  /** The stream is back: asks again at once if the last question failed. */
  retry(): void {
    if (this.#state.status === 'off' || this.#state.status === 'failed') this.#load();
  }

  #noteHole({ time, isSuspect }: Recent, window: SeriesWindow): void {
    const before = this.#knownTo;
    if (before !== null && time <= before) return;
    this.#knownTo = time;
    if (before === null) return;
    const { intervalMs } = window;
    const allowed = isSuspect ? 1.5 * intervalMs : Math.max(MIN_HOLE_MS, 3.5 * intervalMs);
    const isHole = time - before > allowed || (this.#isSeam && window.hasBlank(before, time));
    this.#isSeam = false;
    if (isHole) this.#reloadFrom(before);
    else window.miss(before, time);
  }

  #reloadFrom(time: number): void {
    this.#missingFrom = Math.min(time, this.#missingFrom ?? time);
    if (this.#request === null) this.#loadAfter(ANSWER_DELAY_MS);
  }

  #loadAfter(ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(ms, () => this.#load());
  }

  #load(): void {
    this.#cancelTimer();
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    const { ask, queue, queenNow, question } = this.#options;
    let askedAt: number | null = null;
    const past = this.#pastQuery();
    this.#missingFrom = null;
    const answer = queue.run(request.signal, () => {
      askedAt = queenNow();
      return ask(past ?? { from: `-${question.range}`, maxPoints: question.maxPoints }, request.signal);
    });
    answer.then(
      (series) => {
        if (request.signal.aborted) return;
        this.#request = null;
        this.#take(series, askedAt, past === null);
      },
      (error: unknown) => {
        if (request.signal.aborted) return;
        this.#request = null;
        this.#fail(error);
      },
    );
  }

  /** What is asked to fill the hole; null: the whole range. */
  #pastQuery(): PastQuery | null {
    const now = this.#options.queenNow() ?? this.#recent.at(-1)?.time;
    if (this.#window === null || this.#missingFrom === null || now === undefined) return null;
    const { stepMs } = this.#window;
    const from = Math.floor(this.#missingFrom / stepMs) * stepMs;
    const maxPoints = Math.ceil((now - from) / stepMs) + 1;
    if (!(maxPoints > 0) || now - from > this.#options.question.rangeMs / 2) return null;
    return { from: new Date(from).toISOString(), maxPoints };
  }

  #take(answer: HistorySeries, askedAt: number | null, isWhole: boolean): void {
    const { question } = this.#options;
    const completeTo = Math.min(askedAt ?? Number.POSITIVE_INFINITY, Date.parse(answer.to));
    const window = isWhole ? SeriesWindow.of(question, answer) : this.#window;
    if (!window?.merge(answer, completeTo)) {
      if (isWhole) this.#fail(new Error(NOT_FITTING));
      else this.#startOver();
      return;
    }
    this.#window = window;
    if (isWhole) this.#knownTo = Math.min(completeTo - ANSWER_DELAY_MS, window.toldTo());
    this.#isSeam = isWhole;
    for (const recent of this.#recent) {
      if (!window.isMerged || recent.time > completeTo) window.add(recent.time, recent.subjects);
      if (isWhole) this.#noteHole(recent, window);
    }
    this.#failures = 0;
    this.#state = { ...this.#state, status: 'ready', error: null };
    this.#changed(true);
    if (this.#missingFrom !== null) this.#loadAfter(ANSWER_DELAY_MS);
  }

  /** Asks for everything again: points of another length came, or the queen's clock was set back. */
  #startOver(): void {
    this.#window = null;
    this.#recent = [];
    this.#load();
  }

  #fail(error: unknown): void {
    const isRefused = error instanceof QueenError && error.kind === 'refused' && error.status !== 503;
    this.#state = { ...this.#state, ...pastFailure(error) };
    this.#changed(true);
    if (isRefused) return;
    const asked = error instanceof QueenError ? (error.retryAfterMs ?? 0) : 0;
    const backoff = Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** this.#failures);
    this.#failures += 1;
    this.#loadAfter(Math.max(asked, backoff));
  }

  #changed(isNewPoint: boolean): void {
    this.#isStale ||= this.#window !== null;
    const now = this.#options.clock.now();
    if (!isNewPoint && now - this.#notifiedAt < NOTIFY_MS) return;
    this.#notifiedAt = now;
    this.#watchers.notify();
  }

  #close(): void {
    this.#cancelTimer();
    this.#request?.abort();
    this.#request = null;
    this.#options.onIdle();
  }
}
