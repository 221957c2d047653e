import { flushSliceMs, nextFlushAt } from '../overload.ts';
import { SliceBytes, type View } from './view.ts';
import type { Watcher } from './watcher.ts';

/** Runs `run` after that many milliseconds; 0 means after the events that have already arrived. */
export type Schedule = (ms: number, run: () => void) => void;

export interface FlusherParts {
  readonly monotonic: () => number;
  readonly schedule: Schedule;
  /** The views to write, in any order. */
  readonly views: () => Iterable<View>;
  /** Unsent bytes allowed for one watcher when a time slice begins; a watcher with more has fallen behind. */
  readonly limit: () => number;
  /** A watcher reads too slowly: from now on it is sent the newest samples as fast as it reads. */
  readonly onLag: () => void;
  readonly onFlush: (ms: number) => void;
  /** They run something for a view or a watcher; an error in it ends only that view or watcher. */
  readonly guards: {
    readonly view: (view: View, run: () => void) => void;
    readonly watcher: (watcher: Watcher, run: () => void) => void;
  };
}

/** Writes the frames of the views to their watchers: at once on a quiet queen, several together under load. */
export class Flusher {
  readonly #parts: FlusherParts;
  /** Time at which the timer will run; undefined without a timer. */
  #due: number | undefined;
  #mayBeginAt = Number.NEGATIVE_INFINITY;
  #cost = 0;
  /** True if this flush carries several frames of one view. */
  #carriesSeveral = false;
  /** When the previous time slice of this flush ended; undefined at its beginning. */
  #gaveWayAt: number | undefined;

  constructor(parts: FlusherParts) {
    this.#parts = parts;
  }

  /** Requests a flush at that moment, monotonic milliseconds, or as soon as the pause after the last one is over. */
  request(at: number): void {
    const due = Math.max(at, this.#mayBeginAt);
    if (this.#due !== undefined && this.#due <= due) return;
    this.#due = due;
    this.#parts.schedule(Math.max(0, due - this.#parts.monotonic()), () => {
      if (this.#due === due) this.#run();
    });
  }

  #run(): void {
    const { monotonic, views, onFlush, guards } = this.#parts;
    this.#due = undefined;
    const began = monotonic();
    if (this.#gaveWayAt === undefined) {
      for (const view of views()) guards.view(view, () => view.begin(began));
    }
    const done = this.#turn(began, flushSliceMs(began - (this.#gaveWayAt ?? began)));
    const ended = monotonic();
    this.#cost += ended - began;
    this.#gaveWayAt = done ? undefined : ended;
    if (!done) {
      this.#mayBeginAt = ended;
      this.request(ended);
      return;
    }
    onFlush(this.#cost);
    this.#mayBeginAt = nextFlushAt(ended, this.#cost, this.#carriesSeveral);
    this.#cost = 0;
    this.#carriesSeveral = false;
    for (const { waits, releaseAt } of views()) {
      if (waits) this.request(ended);
      else if (releaseAt !== null) this.request(releaseAt);
    }
  }

  /** Writes frames of every view in turn; false if the time slice ended before all were written. */
  #turn(began: number, lastsMs: number): boolean {
    const { monotonic, views, guards } = this.#parts;
    this.#leaveBehind();
    for (;;) {
      let wrote = false;
      for (const view of views()) {
        let wroteView = false;
        guards.view(view, () => {
          wroteView = this.#writeSlice(view);
        });
        if (!wroteView) continue;
        wrote = true;
        if (monotonic() - began > lastsMs) return false;
      }
      if (!wrote) return true;
    }
  }

  /** Called before writing, because the bytes of one time slice do not show that a watcher is slow. */
  #leaveBehind(): void {
    const { views, limit, onLag, guards } = this.#parts;
    const most = limit();
    for (const { watchers } of views()) {
      for (const watcher of watchers) {
        guards.watcher(watcher, () => {
          if (watcher.state.kind !== 'live' || watcher.sink.unsent <= most) return;
          watcher.state = { kind: 'behind', pieces: null };
          onLag();
        });
      }
    }
  }

  #writeSlice(view: View): boolean {
    const slice = view.take();
    const last = slice?.frames.at(-1);
    if (!slice || !last) return false;
    if (slice.frames.length > 1) this.#carriesSeveral = true;
    const bytes = new SliceBytes(slice);
    const at = this.#parts.monotonic();
    for (const watcher of view.watchers) {
      if (watcher.state.kind !== 'live') continue;
      const chunk = bytes.for(watcher.state.firstFrame, watcher.gzip);
      if (!chunk) continue;
      this.#parts.guards.watcher(watcher, () => {
        watcher.write(chunk, at);
        watcher.position = last.position;
        watcher.samples = last.samples;
      });
    }
    return true;
  }
}
