import { LIMITS, SSE_EVENTS, type SseEventName } from '@rbee/contract';
import { narrowsWorkers } from '../filter.ts';
import type { QueenClock } from '../time.ts';
import { CatchUp } from './catch-up.ts';
import { bytesChunk, chunkOf, GZIP_HEADER } from './chunk.ts';
import { isHappening } from './entry.ts';
import { eventNumber } from './event-id.ts';
import { EventRing } from './event-ring.ts';
import { Flusher, type Schedule } from './flusher.ts';
import { KEEP_ALIVE_FRAME, retryFrame } from './frame.ts';
import { Happenings } from './happenings.ts';
import { Latest } from './latest.ts';
import { chunkOfPieces, nextPieces } from './pieces.ts';
import type { StateSource } from './state-source.ts';
import type { Telling } from './telling.ts';
import { View } from './view.ts';
import { type ViewSpec, viewKey, WHOLE_KEY } from './view-spec.ts';
import { type Piece, type Sink, Watcher } from './watcher.ts';

/** Why a watcher is no longer there: each of them. */
export const LEAVE_REASONS = ['hung_up', 'slow', 'stopping'] as const;

/** Why a watcher is no longer there. */
export type LeaveReason = (typeof LEAVE_REASONS)[number];

/** What a hub is made of; sizes in bytes, times in milliseconds. */
export interface HubParts {
  /** Names this run in every event id; another run must have another. */
  readonly boot: string;
  readonly clock: QueenClock;
  readonly schedule: Schedule;
  readonly source: StateSource;
  readonly ringBytes: number;
  readonly ringAgeMs: number;
  /** Bytes that may wait for one watcher, and for all of them together ([S6]). */
  readonly watcherBufferBytes: number;
  readonly totalBufferBytes: number;
  readonly maxViews: number;
  readonly onPublish: (name: SseEventName) => void;
  readonly onLeave: (reason: LeaveReason) => void;
  /** A watcher was found to be behind. */
  readonly onLag: () => void;
  /** A flush ended, after so many milliseconds of work. */
  readonly onFlush: (ms: number) => void;
}

/** What a watcher asks for. */
export interface Wish {
  readonly spec: ViewSpec;
  readonly gzip: boolean;
  readonly lastEventId?: string | undefined;
}

/** A connection that takes nothing for so long is given up, milliseconds. */
const STALL_MS = 60_000;

/** Gives every event its number, and tells it to everyone who watches: encoded once and compressed once for each view. */
export class Hub {
  readonly #parts: HubParts;
  readonly #ring: EventRing;
  readonly #latest = new Latest();
  readonly #happenings = new Happenings();
  readonly #views = new Map<string, View>();
  readonly #viewOf = new Map<Watcher, View>();
  readonly #catchUp: CatchUp;
  readonly #flusher: Flusher;
  /** When the last watcher of the whole stream left. */
  #wholeUntil = Number.NEGATIVE_INFINITY;

  constructor(parts: HubParts) {
    this.#parts = parts;
    this.#ring = new EventRing({ bytes: parts.ringBytes, ageMs: parts.ringAgeMs });
    this.#catchUp = new CatchUp({
      ...parts,
      ...{ ring: this.#ring, latest: this.#latest, happenings: this.#happenings },
    });
    this.#flusher = new Flusher({
      ...{ monotonic: () => parts.clock.monotonic(), schedule: parts.schedule, onFlush: parts.onFlush },
      views: () => this.#views.values(),
      limit: () => Math.min(parts.watcherBufferBytes, parts.totalBufferBytes / this.#viewOf.size),
      onLag: parts.onLag,
    });
  }

  get watchers(): number {
    return this.#viewOf.size;
  }

  /** Watchers that are not told everything as it happens. */
  get behind(): number {
    return [...this.#viewOf.keys()].filter(({ state }) => state === 'behind').length;
  }

  get views(): number {
    return this.#views.size;
  }

  get ringBytes(): number {
    return this.#ring.bytes;
  }

  /** Bytes that wait for watchers; many of them are the same memory. */
  get unsentBytes(): number {
    return [...this.#viewOf.keys()].reduce((sum, { sink }) => sum + sink.unsent, 0);
  }

  /** Publishes an event to everyone whom it concerns. */
  publish(name: SseEventName, event: object): void {
    this.#publish(name, event, undefined);
  }

  /** Publishes a hive's telemetry, and keeps it for watchers to come. */
  publishTelemetry(event: Telling): void {
    this.#publish(SSE_EVENTS.heartbeat, event, event);
  }

  /** Leaves a hive out of what watchers to come are given. */
  forget(hiveId: string): void {
    this.#latest.forget(hiveId);
  }

  /** Whether a watcher with that wish can be taken in: there are only so many different views ([S9]). */
  hasRoomFor(spec: ViewSpec): boolean {
    return this.#views.size < this.#parts.maxViews || this.#views.has(viewKey(spec));
  }

  /**
   * Takes a watcher in: with the id of the last event it had it gets what it missed ([S5]), else the state
   * ([S3], [S4]); then what comes.
   */
  join(sink: Sink, { spec, gzip, lastEventId }: Wish): Watcher {
    const view = this.#viewFor(spec);
    const watcher = new Watcher(sink, gzip, this.#ring.newest);
    view.watchers.add(watcher);
    this.#viewOf.set(watcher, view);
    const now = this.#now();
    if (gzip) watcher.write(bytesChunk([GZIP_HEADER]), now);
    this.#write(watcher, retryFrame(LIMITS.retryMs), now);
    watcher.behind = this.#beginning(view, watcher, lastEventId);
    watcher.lastProgress = now;
    this.#goOn(view, watcher);
    return watcher;
  }

  /** The watcher's connection has taken all that it was given. */
  drained(watcher: Watcher): void {
    const view = this.#viewOf.get(watcher);
    if (view && watcher.state === 'behind') this.#goOn(view, watcher);
  }

  /** The watcher's connection has ended. */
  hungUp(watcher: Watcher): void {
    this.#leave(watcher, 'hung_up');
  }

  /** Lets go of the past that is too old, of watchers that stand still, and breaks every silence ([S7]). */
  tend(): void {
    const now = this.#now();
    this.#ring.evict(now);
    for (const watcher of this.#viewOf.keys()) {
      if (watcher.standsStill(now, STALL_MS)) {
        this.#leave(watcher, 'slow');
        watcher.destroy();
      } else if (watcher.state === 'live' && now - watcher.lastWrite >= LIMITS.keepAliveMs) {
        this.#write(watcher, KEEP_ALIVE_FRAME, now);
      }
    }
  }

  /** Ends every stream, telling each watcher how long to wait before it comes back, in milliseconds. */
  stop(retryMs: () => number): void {
    for (const watcher of this.#viewOf.keys()) {
      this.#leave(watcher, 'stopping');
      this.#write(watcher, retryFrame(retryMs()), this.#now());
      watcher.end();
    }
  }

  #now(): number {
    return this.#parts.clock.monotonic();
  }

  #publish(name: SseEventName, event: object, sample: Telling | undefined): void {
    const entry = this.#ring.make(name, event, sample, this.#now());
    if (sample) this.#latest.keep(sample.hive_id, entry);
    if (isHappening(entry)) this.#happenings.keep(entry);
    for (const view of this.#views.values()) {
      const due = view.offer(entry);
      if (due !== null) this.#flusher.request(due);
    }
    if (this.#mayBeAskedFor(entry.at)) this.#ring.hold(entry);
    else this.#ring.clear();
    this.#parts.onPublish(name);
  }

  /**
   * Whether somebody could come back to exactly what is published now: a watcher of the whole stream ([S5]), as the others get
   * the newest; who left long ago finds it gone all the same.
   */
  #mayBeAskedFor(at: number): boolean {
    return this.#views.has(WHOLE_KEY) || at - this.#wholeUntil <= this.#parts.ringAgeMs;
  }

  #viewFor(spec: ViewSpec): View {
    const key = viewKey(spec);
    const view = this.#views.get(key) ?? new View(key, spec, this.#parts.boot);
    this.#views.set(key, view);
    return view;
  }

  #beginning(view: View, watcher: Watcher, lastEventId: string | undefined): Iterator<Piece, undefined> {
    if (lastEventId === undefined) return this.#catchUp.state(view, watcher);
    const number = eventNumber(this.#parts.boot, lastEventId);
    if (number === null || !this.#reaches(view, number)) return this.#catchUp.reset(view, watcher);
    watcher.position = number;
    return view.isWhole ? this.#catchUp.exact(view, watcher) : this.#catchUp.merged(view, watcher);
  }

  /** Whether a watcher that had that event can be told what it missed; the merged view looks for itself what is remembered. */
  #reaches({ isWhole, spec }: View, number: number): boolean {
    if (isWhole) return this.#ring.reaches(number);
    return !narrowsWorkers(spec) && number <= this.#ring.newest;
  }

  /** Tells a watcher what it lacks until its connection asks to wait, or it lacks nothing. */
  #goOn(view: View, watcher: Watcher): void {
    watcher.behind ??= this.#afterLag(view, watcher);
    let goesOn = true;
    while (goesOn) {
      const { pieces, done } = nextPieces(watcher.behind);
      if (pieces.length > 0)
        goesOn = watcher.write(chunkOfPieces(pieces, watcher.gzip, this.#parts.boot), this.#now());
      if (!done) continue;
      watcher.behind = undefined;
      watcher.state = 'live';
      watcher.firstFrame = view.count;
      watcher.samples = view.samples;
      return;
    }
  }

  /** Exactly what it lacks if that is little, else the newest of everything ([S6]). */
  #afterLag(view: View, watcher: Watcher): Iterator<Piece, undefined> {
    const { position } = watcher;
    const isLittle = (): boolean =>
      this.#ring.reaches(position) && this.#ring.bytesAfter(position) <= this.#parts.watcherBufferBytes;
    const exactly = view.isWhole && isLittle();
    return exactly ? this.#catchUp.exact(view, watcher) : this.#catchUp.merged(view, watcher);
  }

  #write(watcher: Watcher, text: string, at: number): boolean {
    return watcher.write(chunkOf(text, watcher.gzip), at);
  }

  #leave(watcher: Watcher, reason: LeaveReason): void {
    const view = this.#viewOf.get(watcher);
    if (!view) return;
    this.#viewOf.delete(watcher);
    view.watchers.delete(watcher);
    if (view.watchers.size === 0) this.#views.delete(view.key);
    if (view.isWhole) this.#wholeUntil = this.#now();
    this.#parts.onLeave(reason);
  }
}
