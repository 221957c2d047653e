import type { StoreSettings } from '../options.ts';

/**
 * A queen's first frame is its beat ([S3]). A watcher that resumes first gets what it missed, of which a later
 * queen may send many frames of unknown names; for it only the time counts.
 */
const MAX_FOREIGN_FRAMES = 3;
/** Time for the first event of a queen. */
const FIRST_EVENT_MS = 20_000;

/** Tells an event stream of a queen from another server's: by the first events of each connection. */
export class OriginCheck {
  readonly #clock: StoreSettings['clock'];
  #since = 0;
  #maxFrames = MAX_FOREIGN_FRAMES;
  #foreignFrames = 0;
  #isQueen = false;

  constructor(clock: StoreSettings['clock']) {
    this.#clock = clock;
  }

  /** A connection is being made; `resumes` is true if it sends the id of an event. */
  restart(resumes: boolean): void {
    this.#maxFrames = resumes ? Number.POSITIVE_INFINITY : MAX_FOREIGN_FRAMES;
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
    if (this.#foreignFrames < this.#maxFrames && !isLate) return null;
    return 'sends an event stream without the events of a queen; is it the address of a queen?';
  }
}
