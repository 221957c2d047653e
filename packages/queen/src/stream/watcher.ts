import type { Chunk } from './chunk.ts';
import type { Entry } from './entry.ts';

/** A frame, or an event whose frame is that of the view without a filter. */
export type Piece = string | Entry;

/** A watcher's connection. */
export interface Sink {
  /** Bytes that were written and that the kernel has not taken yet. */
  readonly unsent: number;
  /** Writes a chunk; false asks to wait for `drain` before more. */
  write(chunk: Chunk): boolean;
  end(): void;
  destroy(): void;
}

/** The state of a watcher's stream. */
export type WatcherState =
  /** It is sent pieces as fast as it reads; null where they are to be chosen once it reads again. */
  | { readonly kind: 'behind'; readonly pieces: Iterator<Piece, undefined> | null }
  /** It is sent every frame of its view from `firstFrame` on; it had those before in pieces. */
  | { readonly kind: 'live'; readonly firstFrame: number }
  | { readonly kind: 'gone' };

/** One reader of the stream. */
export class Watcher {
  readonly sink: Sink;
  /** Whether it takes gzip ([S8]). */
  readonly gzip: boolean;
  state: WatcherState = { kind: 'behind', pieces: null };
  /** Everything up to this event is written or on its way. */
  position: number;
  /** Samples that its view had sent up to `position`; undefined where that is not known. */
  samples: number | undefined;
  /** Monotonic milliseconds of the last write, and of the last time that its connection accepted something. */
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

  /** True if its connection has accepted nothing of what waits for that long. */
  standsStill(at: number, forMs: number): boolean {
    const { unsent } = this.sink;
    if (unsent === 0 || unsent < this.#unsentBefore) this.lastProgress = at;
    this.#unsentBefore = unsent;
    return at - this.lastProgress >= forMs;
  }

  end(): void {
    this.state = { kind: 'gone' };
    this.sink.end();
  }

  destroy(): void {
    this.state = { kind: 'gone' };
    this.sink.destroy();
  }
}
