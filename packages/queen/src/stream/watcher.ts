import type { Chunk } from './chunk.ts';
import type { Entry } from './entry.ts';

/** A frame, or an event whose frame is that of the default view. */
export type Piece = string | Entry;

/** A watcher's connection. */
export interface Sink {
  /** Bytes that were written but not yet accepted by the kernel. */
  readonly unsent: number;
  /** Writes a chunk; false if the caller must wait for `drain` before it writes more. */
  write(chunk: Chunk): boolean;
  end(): void;
  destroy(): void;
}

/** The state of a watcher's stream. */
export type WatcherState =
  /** It is sent pieces as fast as it reads; `pieces` is null until it reads again, and is then computed. */
  | { readonly kind: 'behind'; readonly pieces: Iterator<Piece, undefined> | null }
  /** It is sent every frame of its view from `firstFrame` on; earlier events were sent in pieces. */
  | { readonly kind: 'live'; readonly firstFrame: number }
  | { readonly kind: 'gone' };

/** One client of the stream. */
export class Watcher {
  readonly sink: Sink;
  /** True if it accepts gzip ([S8]). */
  readonly gzip: boolean;
  state: WatcherState = { kind: 'behind', pieces: null };
  /** Number of the event up to which everything was written. */
  position: number;
  /** Number of samples that its view had sent up to `position`; undefined if not known. */
  samples: number | undefined;
  /** The last `retry:` that it was sent, and when, monotonic milliseconds. */
  retry = { ms: 0, at: 0 };
  /** Times of the last write and of the last bytes that its connection accepted, monotonic milliseconds. */
  lastWrite = 0;
  lastProgress = 0;
  #unsentBefore = 0;

  constructor(sink: Sink, gzip: boolean, position: number) {
    this.sink = sink;
    this.gzip = gzip;
    this.position = position;
  }

  /** Writes a chunk; false if the caller must wait. */
  write(chunk: Chunk, at: number): boolean {
    if (this.sink.unsent === 0) this.lastProgress = at;
    this.lastWrite = at;
    const goesOn = this.sink.write(chunk);
    this.#unsentBefore = this.sink.unsent;
    return goesOn;
  }

  /** True if bytes wait and its connection has accepted none for that long. */
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
