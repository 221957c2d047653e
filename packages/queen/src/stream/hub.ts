import { LIMITS, type ResetEvent, SSE_EVENTS, type SseEventName } from '@rbee/contract';
import { type QueenClock, rfc3339 } from '../time/index.ts';
import { eventId, eventNumber } from './event-id.ts';
import { eventFrame, KEEP_ALIVE_FRAME, retryFrame } from './frame.ts';
import { FrameRing } from './frame-ring.ts';
import { LastTelemetry } from './last-telemetry.ts';
import type { StateSource, TelemetryEvent } from './state-source.ts';
import { type Sink, Watcher } from './watcher.ts';

/** Why a watcher is no longer there: each of them. */
export const LEAVE_REASONS = ['hung_up', 'slow', 'stopping'] as const;

/** Why a watcher is no longer there. */
export type LeaveReason = (typeof LEAVE_REASONS)[number];

/** What a hub is made of; sizes in bytes, times in milliseconds. */
export interface HubParts {
  /** Names this run in every event id; another run must have another. */
  readonly boot: string;
  readonly clock: QueenClock;
  readonly source: StateSource;
  readonly ringBytes: number;
  readonly ringAgeMs: number;
  readonly watcherBufferBytes: number;
  readonly onPublish: (name: SseEventName) => void;
  readonly onLeave: (reason: LeaveReason) => void;
}

/** Gives every event its number and its bytes, once, and hands the same bytes to every watcher. */
export class Hub {
  readonly #parts: HubParts;
  readonly #ring: FrameRing;
  readonly #last = new LastTelemetry();
  readonly #watchers = new Set<Watcher>();

  constructor(parts: HubParts) {
    this.#parts = parts;
    this.#ring = new FrameRing({ bytes: parts.ringBytes, ageMs: parts.ringAgeMs });
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  get ringBytes(): number {
    return this.#ring.bytes;
  }

  /** Publishes an event to everyone. */
  publish(name: SseEventName, event: object): void {
    this.#send(name, event);
  }

  /** Publishes a hive's telemetry, and keeps it for watchers to come. */
  publishTelemetry(event: TelemetryEvent): void {
    const frame = this.#send(SSE_EVENTS.heartbeat, event);
    this.#last.keep(event.hive_id, { number: this.#ring.newest, frame });
  }

  /** Leaves a hive out of what watchers to come are given. */
  forget(hiveId: string): void {
    this.#last.forget(hiveId);
  }

  /**
   * Takes a watcher in: with the id of the last event it had it gets what it missed ([S5]), else the state
   * ([S3], [S4]); then what comes.
   */
  join(sink: Sink, lastEventId?: string): Watcher {
    const watcher = new Watcher(sink, this.#ring.newest);
    this.#watchers.add(watcher);
    const frames = [retryFrame(LIMITS.retryMs), ...this.#beginning(lastEventId)];
    this.#advance(watcher, watcher.catchUp(frames, this.#now()));
    return watcher;
  }

  /** The watcher can be written to again. */
  drained(watcher: Watcher): void {
    if (watcher.state === 'catching_up') this.#advance(watcher, watcher.resume(this.#now()));
  }

  /** The watcher's connection has ended. */
  hungUp(watcher: Watcher): void {
    if (this.#watchers.delete(watcher)) this.#parts.onLeave('hung_up');
  }

  /** Lets go of the past that is too old, of watchers that stand still, and breaks every silence ([S7]). */
  tend(): void {
    const now = this.#now();
    this.#ring.evict(now);
    for (const watcher of this.#watchers) {
      if (now - watcher.lastWrite < LIMITS.keepAliveMs) continue;
      if (watcher.state === 'catching_up') this.#drop(watcher);
      else watcher.write(KEEP_ALIVE_FRAME, now);
    }
  }

  /** Ends every stream, telling each watcher how long to wait before it comes back, in milliseconds. */
  stop(retryMs: () => number): void {
    for (const watcher of this.#watchers) {
      this.#watchers.delete(watcher);
      watcher.write(retryFrame(retryMs()), this.#now());
      watcher.end();
      this.#parts.onLeave('stopping');
    }
  }

  #now(): number {
    return this.#parts.clock.monotonic();
  }

  #send(name: SseEventName, event: object): Buffer {
    const frame = eventFrame(name, eventId(this.#parts.boot, this.#ring.newest + 1), event);
    const now = this.#now();
    this.#ring.append(frame, now);
    for (const watcher of this.#watchers) {
      if (watcher.state !== 'live') continue;
      watcher.write(frame, now);
      if (watcher.unsent > this.#parts.watcherBufferBytes) this.#drop(watcher);
    }
    this.#parts.onPublish(name);
    return frame;
  }

  /** Brings a watcher that has caught up over what was published meanwhile, until it is live. */
  #advance(watcher: Watcher, caughtUp: boolean): void {
    let ready = caughtUp;
    while (ready && watcher.position < this.#ring.newest) {
      const missed = this.#ring.since(watcher.position);
      if (!missed) {
        this.#drop(watcher);
        return;
      }
      watcher.position = this.#ring.newest;
      ready = watcher.catchUp(missed, this.#now());
    }
    if (ready) watcher.goLive();
  }

  /** A watcher that does not read would cost memory without bound; it can come back with its last id. */
  #drop(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    watcher.destroy();
    this.#parts.onLeave('slow');
  }

  #beginning(lastEventId: string | undefined): Buffer[] {
    if (lastEventId === undefined) return this.#state();
    const number = eventNumber(this.#parts.boot, lastEventId);
    const missed = number === null ? null : this.#ring.since(number);
    return missed ?? [this.#reset(), ...this.#state()];
  }

  /** An id before every frame of the state: a watcher that is cut off within it comes back for all the rest. */
  #idBeforeState(): string {
    const oldest = this.#last.oldest();
    return eventId(this.#parts.boot, oldest === undefined ? this.#ring.newest : oldest - 1);
  }

  #reset(): Buffer {
    const event: ResetEvent = {
      type: 'reset',
      hive_ids: this.#last.hiveIds(),
      timestamp: rfc3339(this.#parts.clock.now()),
    };
    return eventFrame(SSE_EVENTS.reset, this.#idBeforeState(), event);
  }

  #state(): Buffer[] {
    const { source, boot } = this.#parts;
    const frames = [eventFrame(SSE_EVENTS.heartbeat, this.#idBeforeState(), source.queen())];
    for (const [hiveId, { number, frame }] of this.#last.entries()) {
      const corrected = source.corrected(hiveId);
      frames.push(corrected ? eventFrame(SSE_EVENTS.heartbeat, eventId(boot, number), corrected) : frame);
    }
    return frames;
  }
}
