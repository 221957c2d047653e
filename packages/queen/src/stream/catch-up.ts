import { type LagEvent, type ResetEvent, SSE_EVENTS } from '@rbee/contract';
import { narrowsWorkers } from '../filter.ts';
import { type QueenClock, rfc3339 } from '../time.ts';
import type { EncodedSample } from './encoded-sample.ts';
import type { Entry } from './entry.ts';
import type { EventRing } from './event-ring.ts';
import { type EventData, eventFrame, eventId, eventNumber } from './frame.ts';
import type { Latest } from './latest.ts';
import { chunkOfPieces, nextPieces } from './pieces.ts';
import type { TransitionLog } from './transition-log.ts';
import type { View } from './view.ts';
import type { Piece, Watcher } from './watcher.ts';

/** The state that a watcher is sent when it joins or fell behind ([S4]). */
export interface StateSource {
  /** The queen's beat of this moment ([S3]). */
  queen(): EventData;
  /** A hive's last sample with its present health, where that differs from what was published; else null. */
  corrected(hiveId: string): EncodedSample | null;
}

/** The sources of what watchers are sent when they catch up. */
export interface PastParts {
  readonly boot: string;
  readonly clock: QueenClock;
  readonly source: StateSource;
  readonly ring: EventRing;
  readonly latest: Latest;
  readonly transitions: TransitionLog;
  /** Unsent bytes allowed for one watcher. One that missed less than this is sent every event. */
  readonly watcherBufferBytes: number;
}

type Pieces = Generator<Piece, undefined>;

/**
 * Sends watchers that join, resume or read slowly what they lack, piece by piece, as fast as they read. So a slow watcher
 * costs only a position, a generator and its unsent bytes, however much it missed.
 */
export class CatchUp {
  readonly #parts: PastParts;

  constructor(parts: PastParts) {
    this.#parts = parts;
  }

  /** Starts to send a watcher that joined the events that it missed ([S5]), or the state ([S3], [S4]). */
  begin(view: View, watcher: Watcher, lastEventId: string | undefined): void {
    watcher.state = { kind: 'behind', pieces: this.#afterJoining(view, watcher, lastEventId) };
    this.advance(view, watcher);
  }

  /** Sends more to a watcher that is behind, until its connection must wait or the watcher is live. */
  advance(view: View, watcher: Watcher): void {
    if (watcher.state.kind !== 'behind') return;
    const { boot, clock, ring } = this.#parts;
    const from = watcher.state.pieces ?? this.#afterLag(view, watcher);
    watcher.state = { kind: 'behind', pieces: from };
    let hasRoom = true;
    while (hasRoom) {
      const { pieces, done } = nextPieces(from);
      if (pieces.length > 0) {
        hasRoom = watcher.write(chunkOfPieces(pieces, watcher.gzip, boot), clock.monotonic());
        for (const piece of pieces) if (typeof piece !== 'string') ring.recount(piece);
      }
      if (!done) continue;
      watcher.state = { kind: 'live', firstFrame: view.count };
      watcher.samples = view.samples;
      return;
    }
  }

  #afterJoining(view: View, watcher: Watcher, lastEventId: string | undefined): Pieces {
    if (lastEventId === undefined) return this.#state(view, watcher);
    const number = eventNumber(this.#parts.boot, lastEventId);
    if (number === null || !this.#canResume(view, number)) return this.#reset(view, watcher);
    watcher.position = number;
    return view.isDefault ? this.#exact(view, watcher) : this.#merged(view, watcher);
  }

  /** True if the events or samples after that event can be sent. */
  #canResume({ isDefault, spec }: View, number: number): boolean {
    const { ring } = this.#parts;
    if (isDefault) return ring.reaches(number);
    return !narrowsWorkers(spec) && number <= ring.newest;
  }

  /** Every event that it missed if these are few bytes, else the newest sample of every hive ([S6]). */
  #afterLag(view: View, watcher: Watcher): Pieces {
    const { ring, watcherBufferBytes } = this.#parts;
    const { position } = watcher;
    const isLittle = (): boolean => ring.reaches(position) && ring.bytesAfter(position) <= watcherBufferBytes;
    return view.isDefault && isLittle() ? this.#exact(view, watcher) : this.#merged(view, watcher);
  }

  /** The state, for a watcher without an id ([S3], [S4]). */
  *#state(view: View, watcher: Watcher): Pieces {
    const { boot, source, ring } = this.#parts;
    const newest = ring.newest;
    watcher.position = this.#beforeState();
    yield eventFrame(SSE_EVENTS.heartbeat, eventId(boot, watcher.position), source.queen());
    yield* this.#walk(view, watcher, newest);
  }

  /** The state after `reset`, for an id that is of another run of the queen or too old ([S5]). */
  *#reset(view: View, watcher: Watcher): Pieces {
    const { boot, clock, latest } = this.#parts;
    const event: ResetEvent = {
      type: 'reset',
      hive_ids: latest.hiveIds(),
      timestamp: rfc3339(clock.now()),
    };
    yield eventFrame(SSE_EVENTS.reset, eventId(boot, this.#beforeState()), event);
    yield* this.#state(view, watcher);
  }

  /** Every event after the watcher's position ([S5]); the newest samples if one was evicted meanwhile. */
  *#exact(view: View, watcher: Watcher): Pieces {
    const { ring } = this.#parts;
    while (watcher.position < ring.newest) {
      const entry = ring.at(watcher.position + 1);
      if (!entry) return yield* this.#merged(view, watcher);
      watcher.position = entry.number;
      yield entry;
    }
    return undefined;
  }

  /** Events of hives and workers since the watcher's position, and the newest sample of every hive that has one since ([S6]). */
  *#merged(view: View, watcher: Watcher): Pieces {
    const { boot, clock, ring, latest, transitions, source } = this.#parts;
    const since = watcher.position;
    if (!transitions.reaches(since)) return yield* this.#reset(view, watcher);
    const id = eventId(boot, since);
    const shown = latest.countAfter(since, (hiveId) => view.encoder.shows(hiveId));
    const merged = samplesSince(view, watcher, latest) - shown;
    if (merged > 0) {
      const lag: LagEvent = { type: 'lag', merged, timestamp: rfc3339(clock.now()) };
      yield eventFrame(SSE_EVENTS.lag, id, lag);
    }
    const newest = ring.newest;
    for (const entry of transitions.between(since, newest)) yield* this.#transition(view, entry, since);
    yield eventFrame(SSE_EVENTS.heartbeat, id, source.queen());
    return yield* this.#walk(view, watcher, newest);
  }

  /** Samples in ascending order, then events of hives and workers after `sentUpTo`, repeated until no newer ones exist. */
  *#walk(view: View, watcher: Watcher, sentUpTo: number): Pieces {
    const { transitions, ring, latest } = this.#parts;
    for (let position = sentUpTo; ; ) {
      for (let entry = latest.next(watcher.position); entry; entry = latest.next(watcher.position)) {
        watcher.position = entry.number;
        yield* this.#sample(view, entry);
      }
      if (!transitions.reaches(position)) return yield* this.#reset(view, watcher);
      const { newest } = ring;
      if (position === newest) break;
      for (const entry of transitions.between(position, newest)) {
        yield* this.#transition(view, entry, watcher.position);
      }
      position = newest;
    }
    watcher.position = ring.newest;
    return undefined;
  }

  *#sample(view: View, entry: Entry): Pieces {
    const { boot, source } = this.#parts;
    const { sample, number } = entry;
    if (!sample) return undefined;
    const id = eventId(boot, number);
    const corrected = source.corrected(sample.hive_id);
    if (view.isDefault && !corrected) yield entry;
    else {
      const text = view.encoder.latest(corrected ?? sample, id);
      if (text !== null) yield text;
    }
    return undefined;
  }

  *#transition(view: View, entry: Entry, position: number): Pieces {
    const text = view.encoder.transition(entry, eventId(this.#parts.boot, position));
    if (text !== null) yield text;
    return undefined;
  }

  /** The number just before all samples of the state, so that a watcher that loses its connection resumes with the rest. */
  #beforeState(): number {
    const oldest = this.#parts.latest.oldest();
    return oldest === undefined ? this.#parts.ring.newest : oldest - 1;
  }
}

/**
 * Number of samples that the view sent, or would have sent, after a watcher's position. A view with an interval sends fewer of a
 * hive than it has.
 */
function samplesSince({ encoder, spec, samples }: View, watcher: Watcher, latest: Latest): number {
  if (watcher.samples !== undefined) return samples - watcher.samples;
  let sum = 0;
  for (const { sample, count } of latest.countsAfter(watcher.position)) {
    if (!encoder.shows(sample.hive_id)) continue;
    sum +=
      spec.intervalMs === 0 ? count : Math.ceil(count * Math.min(1, sample.intervalMs / spec.intervalMs));
  }
  return sum;
}
