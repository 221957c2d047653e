import type { StoreSettings } from '../options.ts';

/** A queen's first frame is its beat ([S3]); a later queen may send a few of unknown names before it. */
const MAX_FOREIGN_FRAMES = 3;
/** Time for the first event of a queen. */
const FIRST_EVENT_MS = 20_000;

/** Tells an event stream of a queen from another server's: by the first events of each connection. */
export class OriginCheck {
  readonly #clock: StoreSettings['clock'];
  #since = 0;
  #foreignFrames = 0;
  #isQueen = false;

  constructor(clock: StoreSettings['clock']) {
    this.#clock = clock;
  }

  /** A connection is being made. */
  restart(): void {
    this.#since = this.#clock.now();
    this.#foreignFrames = 0;
    this.#isQueen = false;
  }

  /**
   * Bytes came. Returns why the stream is not a queen's, to follow its address in a sentence; null while it may be.
   *
   * @param hasEvent true if an event of a queen was among them
   * @param frames number of frames among them
   */
  doubt(hasEvent: boolean, frames: number): string | null {
    this.#isQueen ||= hasEvent;
    if (this.#isQueen) return null;
    this.#foreignFrames += frames;
    const isLate = this.#clock.now() - this.#since >= FIRST_EVENT_MS;
    if (this.#foreignFrames < MAX_FOREIGN_FRAMES && !isLate) return null;
    return 'sends an event stream without the events of a queen; is it the address of a queen?';
  }
}
