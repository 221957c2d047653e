import { LIMITS, SSE_EVENTS, type SseEventName } from '@rbee/contract';
import { MAX_STALL_MS, watcherRetryMs } from '../overload.ts';
import type { QueenClock } from '../time.ts';
import { CatchUp, type StateSource } from './catch-up.ts';
import { bytesChunk, chunkOf, GZIP_HEADER } from './chunk.ts';
import type { EncodedSample } from './encoded-sample.ts';
import { isTransition } from './entry.ts';
import { EventRing } from './event-ring.ts';
import { Flusher, type Schedule } from './flusher.ts';
import { ACCESS_ENDED_FRAME, type EventData, KEEP_ALIVE_FRAME, retryFrame } from './frame.ts';
import { Latest } from './latest.ts';
import { type FullStream, StreamPlaces } from './stream-places.ts';
import { TransitionLog } from './transition-log.ts';
import { View } from './view.ts';
import { DEFAULT_VIEW_KEY, type ViewSpec, viewKey } from './view-spec.ts';
import { type Sink, Watcher } from './watcher.ts';

/** The reasons for which a watcher leaves. */
export const LEAVE_REASONS = ['hung_up', 'slow', 'failed', 'stopping', 'access_ended'] as const;

/** The reason for which a watcher left. */
export type LeaveReason = (typeof LEAVE_REASONS)[number];

/** Sizes in bytes, times in milliseconds. */
export interface HubParts {
  /** Identifies this run of the queen in every event id. */
  readonly boot: string;
  readonly clock: QueenClock;
  readonly schedule: Schedule;
  readonly source: StateSource;
  readonly ringBytes: number;
  readonly ringAgeMs: number;
  /** Unsent bytes allowed for one watcher, and for all watchers together ([S6]). */
  readonly watcherBufferBytes: number;
  readonly totalBufferBytes: number;
  /** Maximum number of views that are not standard. */
  readonly maxViews: number;
  /** Maximum number of watchers; default: no limit. */
  readonly maxWatchers?: number;
  /** The part of both that one address may hold of what the others leave; default: all of it. */
  readonly addressShare?: number;
  readonly onPublish: (name: SseEventName) => void;
  readonly onLeave: (reason: LeaveReason) => void;
  /** A watcher has fallen behind. */
  readonly onLag: () => void;
  /** A flush ended; `ms` is its work time. */
  readonly onFlush: (ms: number) => void;
  /** An error of a watcher, which alone is closed, or of a view, whose watchers are closed. */
  readonly onFault: (place: 'view' | 'watcher', error: unknown) => void;
}

/** The request of a watcher. */
export interface Subscription {
  readonly spec: ViewSpec;
  readonly gzip: boolean;
  readonly lastEventId?: string | undefined;
  /** The address of the watcher, as shares are counted. */
  readonly address?: string;
}

/** Publishes events. Each gets a number, and is encoded and compressed once for each view. */
export class Hub {
  readonly #parts: HubParts;
  readonly #ring: EventRing;
  readonly #latest = new Latest();
  readonly #transitions = new TransitionLog();
  readonly #views = new Map<string, View>();
  readonly #viewOf = new Map<Watcher, View>();
  readonly #places: StreamPlaces;
  readonly #catchUp: CatchUp;
  readonly #flusher: Flusher;
  /** Time at which the last watcher of the default view left. */
  #defaultViewUntil = Number.NEGATIVE_INFINITY;

  constructor(parts: HubParts) {
    this.#parts = parts;
    this.#places = new StreamPlaces(parts);
    this.#ring = new EventRing({ bytes: parts.ringBytes, ageMs: parts.ringAgeMs });
    this.#catchUp = new CatchUp({
      ...parts,
      ring: this.#ring,
      latest: this.#latest,
      transitions: this.#transitions,
    });
    this.#flusher = new Flusher({
      monotonic: () => parts.clock.monotonic(),
      schedule: parts.schedule,
      onFlush: parts.onFlush,
      views: () => this.#views.values(),
      limit: () => Math.min(parts.watcherBufferBytes, parts.totalBufferBytes / this.#viewOf.size),
      onLag: parts.onLag,
      guards: {
        view: (view, run) => this.#guardView(view, run),
        watcher: (watcher, run) => this.#guard(watcher, run),
      },
    });
  }

  get watchers(): number {
    return this.#viewOf.size;
  }

  /** Watchers that are catching up: they joined, resumed or read slowly. */
  get behind(): number {
    return [...this.#viewOf.keys()].filter(({ state }) => state.kind === 'behind').length;
  }

  get views(): number {
    return this.#views.size;
  }

  get ringBytes(): number {
    return this.#ring.bytes;
  }

  /** Memory of past events of hives and workers, which are kept longer than the ring keeps them, bytes. */
  get transitionBytes(): number {
    return this.#transitions.bytes;
  }

  /** Unsent bytes of all watchers; many of them share memory. */
  get unsentBytes(): number {
    return [...this.#viewOf.keys()].reduce((sum, { sink }) => sum + sink.unsent, 0);
  }

  /** Publishes an event to the watchers whose view shows it. */
  publish(name: SseEventName, event: EventData): void {
    this.#publish(name, event, undefined);
  }

  /** Publishes a hive's sample, and keeps it for watchers that join later. */
  publishTelemetry(sample: EncodedSample): void {
    this.#publish(SSE_EVENTS.heartbeat, sample, sample);
    sample.dropEncodings();
  }

  /** Drops a hive from the state that is sent to watchers that join later. */
  forget(hiveId: string): void {
    this.#latest.forget(hiveId);
  }

  /** Why a watcher of that view cannot join: a limit that has no room; null if it can ([S9]). */
  fullFor(spec: ViewSpec, address?: string): FullStream | null {
    return this.#places.fullFor(spec, this.#views.has(viewKey(spec)), address);
  }

  /**
   * Adds a watcher. It is sent the events after its last event id ([S5]), or the state if it has none ([S3], [S4]); then
   * every event of its view.
   */
  join(sink: Sink, { spec, gzip, lastEventId, address }: Subscription): Watcher {
    const view = this.#viewFor(spec, address);
    const now = this.#now();
    const watcher = new Watcher(sink, gzip, this.#ring.newest);
    view.watchers.add(watcher);
    this.#viewOf.set(watcher, view);
    this.#places.joined(watcher, address);
    this.#guard(watcher, () => {
      if (gzip) watcher.write(bytesChunk([GZIP_HEADER]), now);
      this.#tellRetry(watcher, LIMITS.retryMs, now);
      watcher.lastProgress = now;
      this.#catchUp.begin(view, watcher, lastEventId);
    });
    return watcher;
  }

  /** The watcher's connection has accepted everything that was written. */
  drained(watcher: Watcher): void {
    const view = this.#viewOf.get(watcher);
    if (view) this.#guard(watcher, () => this.#catchUp.advance(view, watcher));
  }

  /** The watcher's connection has ended. */
  hungUp(watcher: Watcher): void {
    this.#leave(watcher, 'hung_up');
  }

  /** Ends the stream of a watcher that may no longer read ([A7]); one that reads slowly is not waited for. */
  revoke(watcher: Watcher): void {
    if (!this.#viewOf.has(watcher)) return;
    this.#leave(watcher, 'access_ended');
    this.#guard(watcher, () => {
      if (watcher.sink.unsent > 0) {
        watcher.destroy();
        return;
      }
      this.#write(watcher, ACCESS_ENDED_FRAME, this.#now());
      watcher.end();
    });
  }

  /** Drops old events and stalled watchers, and sends reconnection times and keep-alives ([S7]). */
  tend(): void {
    const now = this.#now();
    const retryMs = watcherRetryMs(this.#viewOf.size);
    this.#ring.evict(now);
    for (const watcher of this.#viewOf.keys()) this.#guard(watcher, () => this.#tend(watcher, now, retryMs));
  }

  /** Ends every stream, each with a reconnection time of its own ([S7]); `random` gives a number from 0 up to 1. */
  stop(random: () => number): void {
    const retryMs = watcherRetryMs(this.#viewOf.size);
    for (const watcher of this.#viewOf.keys()) {
      this.#leave(watcher, 'stopping');
      this.#guard(watcher, () => {
        this.#tellRetry(watcher, Math.round(retryMs * (1 + random())), this.#now());
        watcher.end();
      });
    }
  }

  #tend(watcher: Watcher, now: number, retryMs: number): void {
    if (watcher.standsStill(now, MAX_STALL_MS)) {
      this.#leave(watcher, 'slow');
      watcher.destroy();
      return;
    }
    if (watcher.state.kind !== 'live') return;
    const isDue = now - watcher.retry.at >= LIMITS.steadyWatcherMs;
    if (isDue && watcher.retry.ms !== retryMs) this.#tellRetry(watcher, retryMs, now);
    else if (now - watcher.lastWrite >= LIMITS.keepAliveMs) {
      this.#write(watcher, KEEP_ALIVE_FRAME, now);
    }
  }

  #tellRetry(watcher: Watcher, retryMs: number, now: number): void {
    watcher.retry = { ms: retryMs, at: now };
    this.#write(watcher, retryFrame(retryMs), now);
  }

  /** Does something for one watcher; an error in it costs that watcher its connection. */
  #guard(watcher: Watcher, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#parts.onFault('watcher', error);
      this.#fail(watcher);
    }
  }

  /** Does something for one view; an error in it costs the watchers of the view their connections. */
  #guardView(view: View, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#parts.onFault('view', error);
      for (const watcher of view.watchers) this.#fail(watcher);
    }
  }

  #fail(watcher: Watcher): void {
    this.#leave(watcher, 'failed');
    try {
      watcher.destroy();
    } catch (error) {
      this.#parts.onFault('watcher', error);
    }
  }

  #now(): number {
    return this.#parts.clock.monotonic();
  }

  #publish(name: SseEventName, event: EventData, sample: EncodedSample | undefined): void {
    const entry = this.#ring.make(name, event, sample, this.#now());
    const replaced = sample && this.#latest.keep(sample.hive_id, entry);
    if (replaced) this.#ring.recount(replaced);
    if (isTransition(entry)) this.#transitions.keep(entry);
    for (const view of this.#views.values()) {
      this.#guardView(view, () => {
        const due = view.offer(entry);
        if (due !== null) this.#flusher.request(due);
      });
    }
    if (this.#mayResumeAt(entry.at)) this.#ring.add(entry);
    else this.#ring.clear();
    this.#parts.onPublish(name);
  }

  /**
   * True if a watcher could resume at exactly this event ([S5]). That is possible only in the default view, if it
   * has watchers, or had some within the time for which events are kept.
   */
  #mayResumeAt(at: number): boolean {
    return this.#views.has(DEFAULT_VIEW_KEY) || at - this.#defaultViewUntil <= this.#parts.ringAgeMs;
  }

  #viewFor(spec: ViewSpec, address: string | undefined): View {
    const key = viewKey(spec);
    const known = this.#views.get(key);
    if (known) return known;
    const view = new View(key, spec, this.#parts.boot, (hiveId) => this.#parts.source.corrected(hiveId));
    this.#views.set(key, view);
    this.#places.opened(view, address);
    return view;
  }

  #write(watcher: Watcher, text: string, at: number): boolean {
    return watcher.write(chunkOf(text, watcher.gzip), at);
  }

  #leave(watcher: Watcher, reason: LeaveReason): void {
    const view = this.#viewOf.get(watcher);
    if (!view) return;
    this.#viewOf.delete(watcher);
    view.watchers.delete(watcher);
    this.#places.left(watcher);
    if (view.watchers.size === 0) {
      this.#views.delete(view.key);
      this.#places.closed(view);
    }
    if (view.isDefault) this.#defaultViewUntil = this.#now();
    this.#parts.onLeave(reason);
  }
}
