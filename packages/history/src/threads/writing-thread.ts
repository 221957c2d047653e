import type { HistoryEvent, HistoryInfo } from '@rbee/contract';
import type { Question } from '../queries.ts';
import type { Second } from '../second.ts';
import type { Unreadable, Unwritten } from '../store/index.ts';
import type { HistoryClock } from './history-clock.ts';
import { LastingThread } from './lasting-thread.ts';
import { LayoutsInForce } from './layouts-in-force.ts';
import type { FromWriter, ToWriter } from './messages.ts';
import type { StartThread } from './thread.ts';

/** Seconds and bytes that a thread may have before it; beyond them it does not keep up, and seconds are lost. */
const MOST_SECONDS = 600;
const MOST_BYTES = 128 * 2 ** 20;
/** Events that wait because no second could be sent. */
const MOST_EVENTS = 100_000;
/** Time that a question waits for what is not written. */
const UNWRITTEN_MS = 1_000;

const NOTHING: Unwritten = { minutes: [] };
const AT_START: HistoryInfo = { state: 'recording', tiers: [], lost: 0, problems: [] };

/** Sent and not taken yet. */
interface Sent {
  readonly bytes: number;
  readonly samples: number;
}

/** The thread that owns the files, as the queen's thread uses it. Nothing here waits. */
export class WritingThread {
  readonly #thread: LastingThread<ToWriter, FromWriter>;
  readonly #clock: HistoryClock;
  readonly #layouts = new LayoutsInForce();
  readonly #started = Promise.withResolvers<string | null>();
  #sent: Sent[] = [];
  #events: readonly HistoryEvent[] = [];
  #lost = 0;
  #info = AT_START;
  #problem: string | null = null;
  #asked = new Map<number, (unwritten: Unwritten) => void>();
  #waiting: (() => void)[] = [];
  #lastId = 0;

  constructor(start: StartThread<ToWriter, FromWriter>, clock: HistoryClock) {
    this.#clock = clock;
    this.#thread = new LastingThread(start, clock, {
      onMessage: (message) => this.#onMessage(message),
      onStarted: () => this.#layouts.forgetSent(),
      onDied: (error, waitMs) => this.#onDied(error, waitMs),
    });
  }

  /** Resolves when the files are open: with null, or with a sentence that says why they cannot be used. */
  get started(): Promise<string | null> {
    return this.#started.promise;
  }

  append(second: Second): void {
    const samples = this.#layouts.note(second);
    const bytes = second.samples.byteLength;
    this.#events = [...this.#events, ...second.events].slice(-MOST_EVENTS);
    if (!this.#isAlive || !this.#hasRoom(bytes)) {
      this.#lost += samples;
      return;
    }
    const whole = this.#layouts.complete({ ...second, events: this.#events });
    this.#events = [];
    this.#sent.push({ bytes, samples });
    this.#thread.send({ type: 'second', second: whole }, buffersOf(second));
  }

  /** Resolves when everything that was appended is on the disk, or was not taken. */
  synced(): Promise<void> {
    if (this.#sent.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** What is not in the files yet and belongs to a question; nothing if the thread does not say so in time. */
  unwritten(question: Question): Promise<Unwritten> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      const cancel = this.#clock.after(UNWRITTEN_MS, () => this.#answer(id, NOTHING));
      this.#asked.set(id, (unwritten) => {
        cancel();
        resolve(unwritten);
      });
      if (!this.#thread.send({ type: 'unwritten', id, question })) this.#answer(id, NOTHING);
    });
  }

  noteUnreadable(unreadable: Unreadable): void {
    this.#thread.send({ type: 'unreadable', unreadable });
  }

  info(): HistoryInfo {
    const { lost, problems } = this.#info;
    return {
      ...this.#info,
      state: this.#problem === null ? this.#info.state : 'paused',
      lost: lost + this.#lost,
      problems: this.#problem === null ? problems : [this.#problem, ...problems],
    };
  }

  /** Resolves when everything is written, or the thread did not do it within `mostMs`. */
  async close(mostMs: number): Promise<void> {
    this.#thread.send({ type: 'close' });
    const cancel = this.#clock.after(mostMs, () => void this.#thread.ended('end'));
    await this.#thread.ended('by itself');
    cancel();
  }

  get #isAlive(): boolean {
    return this.#problem === null;
  }

  #hasRoom(bytes: number): boolean {
    const sent = this.#sent.reduce((sum, it) => sum + it.bytes, 0);
    return this.#sent.length < MOST_SECONDS && sent + bytes <= MOST_BYTES;
  }

  #onMessage(message: FromWriter): void {
    switch (message.type) {
      case 'started':
        this.#problem = null;
        this.#started.resolve(null);
        break;
      case 'refused':
        this.#problem = message.message;
        this.#started.resolve(message.message);
        break;
      case 'taken':
        this.#info = message.info;
        this.#sent.shift();
        this.#resolveWaiting();
        break;
      case 'unwritten':
        this.#answer(message.id, message.unwritten);
    }
  }

  #onDied(error: Error | undefined, waitMs: number): void {
    const why = error === undefined ? '' : ` (${error.message})`;
    this.#problem ??= `Nothing is recorded: the thread that writes ended${why}. It is started again in ${waitMs / 1000} s.`;
    this.#lost += this.#sent.reduce((sum, it) => sum + it.samples, 0) + this.#info.lost;
    this.#info = { ...this.#info, lost: 0 };
    this.#sent = [];
    this.#resolveWaiting();
    for (const id of [...this.#asked.keys()]) this.#answer(id, NOTHING);
    this.#started.resolve(this.#problem);
  }

  #answer(id: number, unwritten: Unwritten): void {
    this.#asked.get(id)?.(unwritten);
    this.#asked.delete(id);
  }

  #resolveWaiting(): void {
    if (this.#sent.length > 0) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** The buffer of the samples, to be transferred; a buffer that is shared is not. */
const buffersOf = ({ samples }: Second): ArrayBuffer[] =>
  samples.buffer instanceof ArrayBuffer ? [samples.buffer] : [];
