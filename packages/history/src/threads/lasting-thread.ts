import type { HistoryClock } from './history-clock.ts';
import type { StartThread, Thread } from './thread.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** A thread that ran for so long is started again at once when it ends. */
const STEADY_MS = 60_000;

/** What happens to a thread that is to run until it is ended. */
export interface ThreadEvents<From> {
  onMessage(message: From): void;
  /** It ended by itself; it is started again after `waitMs`. */
  onDied(error: Error | undefined, waitMs: number): void;
  /** Another one runs in its place. */
  onStarted(): void;
}

/** A thread that is started again when it ends by itself, after a time that grows. */
export class LastingThread<To, From> {
  readonly #start: StartThread<To, From>;
  readonly #clock: HistoryClock;
  readonly #events: ThreadEvents<From>;
  #thread: Thread<To> | undefined;
  #waitMs = FIRST_WAIT_MS;
  #isEnded = false;
  #cancel = () => {};

  constructor(start: StartThread<To, From>, clock: HistoryClock, events: ThreadEvents<From>) {
    this.#start = start;
    this.#clock = clock;
    this.#events = events;
    this.#run();
  }

  /** False if no thread runs, so that nothing was sent. */
  send(message: To, transfer?: readonly ArrayBuffer[]): boolean {
    this.#thread?.send(message, transfer);
    return this.#thread !== undefined;
  }

  /** Ends the thread, and starts another one. */
  replace(): void {
    this.#thread?.end();
  }

  /** Resolves when the thread has ended; another one is not started. With `end` it is ended, else it ends by itself. */
  async ended(end: 'end' | 'by itself'): Promise<void> {
    this.#isEnded = true;
    this.#cancel();
    if (end === 'end') this.#thread?.end();
    await this.#thread?.ended;
  }

  #run(): void {
    const startedAt = this.#clock.now();
    const thread = this.#start((message) => {
      if (this.#thread === thread) this.#events.onMessage(message);
    });
    this.#thread = thread;
    this.#events.onStarted();
    void thread.ended.then((error) => this.#onEnded(error, startedAt));
  }

  #onEnded(error: Error | undefined, startedAt: number): void {
    this.#thread = undefined;
    if (this.#isEnded) return;
    if (this.#clock.now() - startedAt >= STEADY_MS) this.#waitMs = FIRST_WAIT_MS;
    const waitMs = this.#waitMs;
    this.#waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
    this.#events.onDied(error, waitMs);
    this.#cancel = this.#clock.after(waitMs, () => this.#run());
  }
}
