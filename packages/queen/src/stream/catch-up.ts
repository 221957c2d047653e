import { type HiveEvent, type LagEvent, type ResetEvent, SSE_EVENTS } from '@rbee/contract';
import { type QueenClock, rfc3339 } from '../time.ts';
import type { Entry } from './entry.ts';
import { eventId } from './event-id.ts';
import type { EventRing } from './event-ring.ts';
import { eventFrame } from './frame.ts';
import type { Happenings } from './happenings.ts';
import type { Latest } from './latest.ts';
import type { StateSource, TelemetryEvent } from './state-source.ts';
import { EventTelling } from './telling.ts';
import type { View } from './view.ts';
import type { Piece, Watcher } from './watcher.ts';

/** What a watcher that is behind is told from. */
export interface PastParts {
  readonly boot: string;
  readonly clock: QueenClock;
  readonly source: StateSource;
  readonly ring: EventRing;
  readonly latest: Latest;
  readonly happenings: Happenings;
}

type Pieces = Generator<Piece, undefined>;

/** Tells watchers that are behind what they lack, one frame at a time, so that it costs no memory however slow they are. */
export class CatchUp {
  readonly #parts: PastParts;

  constructor(parts: PastParts) {
    this.#parts = parts;
  }

  /** The state, for a watcher that comes without an id ([S3], [S4]). */
  *state(view: View, watcher: Watcher): Pieces {
    const { boot, source, ring } = this.#parts;
    const told = ring.newest;
    watcher.position = this.#beforeState();
    yield eventFrame(SSE_EVENTS.heartbeat, eventId(boot, watcher.position), source.queen());
    yield* this.#walk(view, watcher, told);
  }

  /** The same for one whose id is of another run, or too old ([S5]). */
  *reset(view: View, watcher: Watcher): Pieces {
    const { boot, clock, latest } = this.#parts;
    const event: ResetEvent = {
      type: 'reset',
      hive_ids: latest.hiveIds(),
      timestamp: rfc3339(clock.now()),
    };
    yield eventFrame(SSE_EVENTS.reset, eventId(boot, this.#beforeState()), event);
    yield* this.state(view, watcher);
  }

  /** Everything after an event exactly ([S5]); what leaves the ring meanwhile is made up for by `merged`. */
  *exact(view: View, watcher: Watcher): Pieces {
    const { ring } = this.#parts;
    while (watcher.position < ring.newest) {
      const entry = ring.at(watcher.position + 1);
      if (!entry) return yield* this.merged(view, watcher);
      watcher.position = entry.number;
      yield entry;
    }
    return undefined;
  }

  /** What happened after an event, and the newest sample of every hive that has one since ([S6]). */
  *merged(view: View, watcher: Watcher): Pieces {
    const { boot, clock, ring, latest, happenings, source } = this.#parts;
    const since = watcher.position;
    if (!happenings.reaches(since)) return yield* this.reset(view, watcher);
    const id = eventId(boot, since);
    const shown = latest.countAfter(since, (hiveId) => view.encoder.shows(hiveId));
    const merged = samplesSince(view, watcher, ring) - shown;
    if (merged > 0) {
      const lag: LagEvent = { type: 'lag', merged, timestamp: rfc3339(clock.now()) };
      yield eventFrame(SSE_EVENTS.lag, id, lag);
    }
    const told = ring.newest;
    for (const entry of happenings.between(since, told)) yield* this.#happened(view, entry, since);
    yield eventFrame(SSE_EVENTS.heartbeat, id, source.queen());
    return yield* this.#walk(view, watcher, told);
  }

  /** Samples by ascending number, then what has happened since `told`, in turns until the present is reached. */
  *#walk(view: View, watcher: Watcher, told: number): Pieces {
    const { happenings, ring, latest } = this.#parts;
    for (let position = told; ; ) {
      for (const entry of latest.after(watcher.position)) {
        watcher.position = entry.number;
        yield* this.#sample(view, entry);
      }
      if (!happenings.reaches(position)) return yield* this.reset(view, watcher);
      const { newest } = ring;
      if (position === newest) break;
      for (const entry of happenings.between(position, newest)) {
        yield* this.#happened(view, entry, watcher.position);
      }
      position = newest;
    }
    watcher.position = ring.newest;
    return undefined;
  }

  *#sample(view: View, entry: Entry): Pieces {
    const { boot, clock, source } = this.#parts;
    const { sample, number } = entry;
    if (!sample) return undefined;
    const id = eventId(boot, number);
    const corrected = source.corrected(sample.hive_id);
    if (view.isWhole && !corrected) yield entry;
    else {
      const told = corrected && !view.spec.delta ? new EventTelling(corrected) : sample;
      const text = view.encoder.latest(told, id);
      if (text !== null) yield text;
      // The changes that follow build on the sample as it was told, so its standing is told beside it.
      if (text !== null && corrected && view.spec.delta) {
        yield eventFrame(SSE_EVENTS.hive, id, standingOf(corrected, clock.now()));
      }
    }
    return undefined;
  }

  *#happened(view: View, entry: Entry, position: number): Pieces {
    const text = view.encoder.happened(entry, eventId(this.#parts.boot, position));
    if (text !== null) yield text;
    return undefined;
  }

  /** A number before every sample of the state: a watcher that is cut off within it comes back for all the rest. */
  #beforeState(): number {
    const oldest = this.#parts.latest.oldest();
    return oldest === undefined ? this.#parts.ring.newest : oldest - 1;
  }
}

/** Samples after a watcher's position; of a narrowed view that it left and comes back to, those of the whole stream. */
function samplesSince(view: View, { samples, position }: Watcher, ring: EventRing): number {
  if (samples !== undefined) return view.samples - samples;
  const known = ring.at(position);
  return known ? ring.samples - known.samples : ring.newest - position;
}

const standingOf = ({ hive_id, health, timestamp }: TelemetryEvent, at: number): HiveEvent => ({
  ...{ type: health === 'degraded' ? 'degraded' : 'down', hive_id },
  ...{ timestamp: rfc3339(at), last_update: timestamp },
});
