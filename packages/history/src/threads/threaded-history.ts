import type { HistoryInfo } from '@rbee/contract';
import { type History, HistoryUnavailable } from '../history.ts';
import type { Answer, Question } from '../queries.ts';
import type { Second } from '../second.ts';
import type { HistoryClock } from './history-clock.ts';
import type { FromReader, FromWriter, ToReader, ToWriter } from './messages.ts';
import { ReadingThread } from './reading-thread.ts';
import type { StartThread } from './thread.ts';
import { WritingThread } from './writing-thread.ts';

/** Questions that wait for an answer. */
const MOST_QUESTIONS = 64;
/** Time in which the last minutes are to be written at the end. */
const CLOSE_MS = 30_000;

/** How the two threads are started. */
export interface Threads {
  readonly writer: StartThread<ToWriter, FromWriter>;
  readonly reader: StartThread<ToReader, FromReader>;
}

/** A history in two threads: one owns the files and writes, the other reads them and answers, so that no question delays a write. */
export class ThreadedHistory implements History {
  readonly #writing: WritingThread;
  readonly #reading: ReadingThread;
  #questions = 0;

  constructor(threads: Threads, clock: HistoryClock) {
    this.#writing = new WritingThread(threads.writer, clock);
    this.#reading = new ReadingThread(threads.reader, clock, (it) => this.#writing.noteUnreadable(it));
  }

  /** Rejects with a `HistoryUnavailable` that says why the files cannot be used. */
  async started(): Promise<void> {
    const refusal = await this.#writing.started;
    if (refusal === null) return;
    await this.close();
    throw new HistoryUnavailable(refusal);
  }

  append(second: Second): void {
    this.#writing.append(second);
  }

  async ask(question: Question): Promise<Answer> {
    if (this.#questions >= MOST_QUESTIONS) {
      throw new HistoryUnavailable('Too many questions wait for an answer. Ask again later.');
    }
    this.#questions += 1;
    try {
      return await this.#reading.ask(question, await this.#writing.unwritten(question));
    } finally {
      this.#questions -= 1;
    }
  }

  /** Resolves when everything that was appended is on the disk, or was not taken because of a problem. */
  synced(): Promise<void> {
    return this.#writing.synced();
  }

  info(): HistoryInfo {
    return this.#writing.info();
  }

  async close(): Promise<void> {
    await Promise.all([this.#writing.close(CLOSE_MS), this.#reading.close()]);
  }
}
