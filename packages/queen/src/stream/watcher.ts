import type { Chunk } from './chunk.ts';
import type { Entry } from './entry.ts';

/** Something to be told: a frame, or an event that is told as in the stream that nobody narrowed. */
export type Piece = string | Entry;

/** Where a watcher's bytes go: what the stream needs of a connection. */
export interface Sink {
  /** Bytes that were written and that the kernel has not taken yet. */
  readonly unsent: number;
  /** Takes a chunk; false asks to wait for `drain` before more. */
  write(chunk: Chunk): boolean;
  end(): void;
  destroy(): void;
}

/** Where a watcher stands: behind, with things to be told as fast as it reads; told all as it happens; gone. */
export type WatcherState = 'behind' | 'live' | 'gone';

/** One reader of the stream. */
export class Watcher {
  readonly sink: Sink;
  /** Whether it takes gzip ([S8]). */
  readonly gzip: boolean;
  state: WatcherState = 'behind';
  /** Everything up to this event is written or on its way. */
  position: number;
  /** Of the frames of its view, the first that is its own: those before it had otherwise. */
  firstFrame = 0;
  /** Samples that its view had told by then; undefined where that is not known. */
  samples: number | undefined;
  /** What it is still to be told while it is behind, a piece at a time. */
  behind: Iterator<Piece, undefined> | undefined;
  /** Monotonic milliseconds of the last write, and of the last time that its connection took something. */
  lastWrite = 0;
  lastProgress = 0;
  #unsentBefore = 0;

  constructor(sink: Sink, gzip: boolean, position: number) {
    this.sink = sink;
    this.gzip = gzip;
    this.position = position;
  }

  /** Writes a chunk; false asks to wait. */
  write(chunk: Chunk, at: number): boolean {
    if (this.sink.unsent === 0) this.lastProgress = at;
    this.lastWrite = at;
    const goesOn = this.sink.write(chunk);
    this.#unsentBefore = this.sink.unsent;
    return goesOn;
  }

  /** Whether its connection has taken nothing of what waits for so long. */
  standsStill(at: number, forMs: number): boolean {
    const { unsent } = this.sink;
    if (unsent === 0 || unsent < this.#unsentBefore) this.lastProgress = at;
    this.#unsentBefore = unsent;
    return at - this.lastProgress >= forMs;
  }

  end(): void {
    this.state = 'gone';
    this.sink.end();
  }

  destroy(): void {
    this.state = 'gone';
    this.sink.destroy();
  }
}
