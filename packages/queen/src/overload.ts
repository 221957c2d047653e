import { LIMITS } from '@rbee/contract';
import type { Refusal } from './problem.ts';

/**
 * The queen's overload policy. One event loop serves hives, watchers and readers, so each kind of work has a share of it:
 *
 * - Frames of links are read for one time slice, then timers and watchers have their turn. Links whose frames wait are not
 *   read meanwhile, so the backlog stays with the hives ([L1]).
 * - Watchers are written to in time slices, with a pause of three times their cost, at most 100 ms, between flushes.
 * - Lists and metrics are made in time slices; all of them share one slice in each turn of the event loop.
 * - Questions about the past are answered in another thread, one after the other; this one only sends the bytes.
 * - When a timer is late by more than `maxLagMs`, POSTed heartbeats are refused until the loop has caught up ([H5]).
 * - Hives and watchers are told how much time to leave between their attempts: the more there are, the more ([L4], [S7]).
 * - A frame that waited for `MAX_WAIT_MS` is refused: its hive sends it again later.
 */

/** Frames of links are read for this long, milliseconds, before other work has its turn. */
export const INGEST_SLICE_MS = 20;

/** Lists and metrics together are made for this long, milliseconds, before other work has its turn. */
export const READ_SLICE_MS = 4;

/** Lists and metrics that are answered at one time; further ones are refused, because each holds memory. */
export const MAX_OPEN_ANSWERS = 64;

/** Questions about the past that are open at one time; further ones are refused. They are answered one after the other. */
export const MAX_OPEN_QUESTIONS = 64;

/** Bytes of answers about the past that wait to be sent; further answers are refused. */
export const MAX_ANSWER_BYTES = 128 * 1024 * 1024;

/** A client that has not taken a list or the metrics after this long is disconnected, milliseconds. */
export const MAX_ANSWER_MS = 60_000;

/** A frame that waited this long, milliseconds, is refused, because its hive closes the link after 3 s without an answer ([L3]). */
export const MAX_WAIT_MS = 2_000;

/** A link whose hive leaves more than this unread is closed, bytes; it is the size of thousands of answers. */
export const MAX_UNREAD_ANSWER_BYTES = 256 * 1024;

/** A watcher's connection that accepts nothing for this long is closed, milliseconds. */
export const MAX_STALL_MS = 60_000;

/** The pause after a flush is this many times its cost, so that writing takes a quarter of the core. */
const PAUSE_PER_COST = 3;

/** The longest pause, milliseconds. A flush that took more than a third of it takes more than a quarter of the core. */
const MAX_PAUSE_MS = 100;

/**
 * The shortest pause after a flush that carried several frames of one view, milliseconds: frames that are compressed together
 * are far smaller.
 */
const GATHER_MS = 20;

/** A flush goes on for at least this long, milliseconds, before other work has its turn. */
const MIN_FLUSH_SLICE_MS = 4;

/**
 * When the next flush may begin, monotonic milliseconds: at once while events come one by one and a flush costs nothing; later
 * the more the last one cost, so that events gather and one write carries many of them.
 */
export const nextFlushAt = (endedAt: number, costMs: number, carriedSeveral: boolean): number =>
  endedAt + Math.max(carriedSeveral ? GATHER_MS : 0, Math.min(MAX_PAUSE_MS, PAUSE_PER_COST * costMs));

/**
 * How long the next slice of a flush may last, milliseconds, after other work had `othersMs`: where the loop is busy, writing
 * still gets its share.
 */
export const flushSliceMs = (othersMs: number): number =>
  Math.max(MIN_FLUSH_SLICE_MS, othersMs / PAUSE_PER_COST);

/** How often the event loop's lateness is measured, milliseconds. */
export const TICK_MS = 100;

/** This many ticks in a row must be in time before heartbeats are taken again. */
const CALM_TICKS = 5;

/** Tells from the lateness of a timer whether the event loop is overloaded. */
export class EventLoopLoad {
  readonly #maxLagMs: number;
  #dueAt: number | undefined;
  #lagMs = 0;
  #calm = CALM_TICKS;

  constructor(limits: { readonly maxLagMs: number }) {
    this.#maxLagMs = limits.maxLagMs;
  }

  /** To be called by a timer that runs every `TICK_MS`; `at` is monotonic milliseconds. */
  tick(at: number): void {
    this.#lagMs = this.#dueAt === undefined ? 0 : Math.max(0, at - this.#dueAt);
    this.#dueAt = at + TICK_MS;
    this.#calm = this.#lagMs > this.#maxLagMs ? 0 : Math.min(CALM_TICKS, this.#calm + 1);
  }

  /** How late the last tick was, milliseconds. */
  get lagMs(): number {
    return this.#lagMs;
  }

  /** True while heartbeats are to be refused. */
  get isHigh(): boolean {
    return this.#calm < CALM_TICKS;
  }
}

/** Attempts a second that a queen which is back expects of its hives; each is a handshake and a whole heartbeat. */
const HIVE_ATTEMPTS_PER_S = 1_000;

/** The `retry_ms` of a fleet with that many hives online ([L4]): whole seconds, so that it seldom changes. */
export function hiveRetryMs(hivesOnline: number): number {
  const askedMs = 1_000 * Math.ceil(hivesOnline / HIVE_ATTEMPTS_PER_S);
  return Math.min(LIMITS.maxRetryMs, Math.max(LIMITS.minRetryMs, askedMs));
}

/** Watchers for which the `retry:` grows by a step, that step, and the longest one, milliseconds. */
const WATCHERS_PER_STEP = 100;
const WATCHER_STEP_MS = 500;
const MAX_WATCHER_RETRY_MS = 5_000;

/**
 * The `retry:` for that many watchers ([S7]), milliseconds. A page that lost its queen should be back within a second; each
 * watcher that is back costs the queen the state of the whole fleet.
 */
export const watcherRetryMs = (watchers: number): number =>
  Math.min(MAX_WATCHER_RETRY_MS, WATCHER_STEP_MS * Math.max(1, Math.ceil(watchers / WATCHERS_PER_STEP)));

/** Refuses a frame of a link that waited too long. */
export const WAITED_TOO_LONG: Refusal = {
  code: 'overloaded',
  detail: 'The queen is overloaded; send the heartbeat again later.',
};

/** Refuses a POST ([H5]). `random`, from 0 up to 1, spreads the hives' return. */
export const overloadedPost = (random: number): Refusal => ({
  code: 'overloaded',
  detail: 'The queen is overloaded; send the heartbeat again after Retry-After.',
  retryAfterS: 2 + Math.floor(random * 9),
});
