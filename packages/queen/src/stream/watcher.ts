/** Where a watcher's bytes go: what the stream needs of a node `ServerResponse`. */
export interface Sink {
  /** Bytes that were written and that the kernel has not taken yet. */
  readonly writableLength: number;
  /** Takes a chunk; false asks to wait for `drain` before more. */
  write(chunk: Buffer): boolean;
  end(): unknown;
  destroy(): unknown;
}

/** Where a watcher stands: behind with frames to write, live, or gone. */
export type WatcherState = 'catching_up' | 'live' | 'gone';

/**
 * One reader of the stream. While it catches up (the state, or what it missed) it is written to as fast as
 * it reads; then it is live and gets each frame as it is made.
 */
export class Watcher {
  readonly #sink: Sink;
  #behind: readonly Buffer[] = [];
  #state: WatcherState = 'catching_up';
  #lastWrite = 0;
  /** Number of the event up to which the frames that it has or waits for bring it. */
  position: number;

  constructor(sink: Sink, position: number) {
    this.#sink = sink;
    this.position = position;
  }

  get state(): WatcherState {
    return this.#state;
  }

  /** Monotonic milliseconds of the last write. */
  get lastWrite(): number {
    return this.#lastWrite;
  }

  /** Bytes that the kernel has not taken yet. */
  get unsent(): number {
    return this.#sink.writableLength;
  }

  /** Writes frames until the sink asks to wait; false when some are left for the next `drain`. */
  catchUp(frames: readonly Buffer[], at: number): boolean {
    this.#state = 'catching_up';
    const full = frames.findIndex((frame) => !this.write(frame, at));
    this.#behind = full === -1 ? [] : frames.slice(full + 1);
    return full === -1;
  }

  /** Goes on with what `catchUp` left. */
  resume(at: number): boolean {
    return this.catchUp(this.#behind, at);
  }

  goLive(): void {
    this.#state = 'live';
  }

  write(frame: Buffer, at: number): boolean {
    this.#lastWrite = at;
    return this.#sink.write(frame);
  }

  end(): void {
    this.#state = 'gone';
    this.#sink.end();
  }

  destroy(): void {
    this.#state = 'gone';
    this.#sink.destroy();
  }
}
