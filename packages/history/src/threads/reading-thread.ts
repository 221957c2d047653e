import { HistoryUnavailable } from '../history.ts';
import type { Answer, Question } from '../queries.ts';
import type { Unreadable, Unwritten } from '../store/index.ts';
import type { HistoryClock } from './history-clock.ts';
import { LastingThread } from './lasting-thread.ts';
import type { FromReader, ToReader } from './messages.ts';
import type { StartThread } from './thread.ts';

/** Time after which a question is given up, and the thread that is busy with it replaced. */
const ANSWER_MS = 30_000;

interface Asked {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  readonly cancel: () => void;
}

/** The thread that answers questions, as the queen's thread uses it. */
export class ReadingThread {
  readonly #thread: LastingThread<ToReader, FromReader>;
  readonly #clock: HistoryClock;
  readonly #onUnreadable: (unreadable: Unreadable) => void;
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;

  constructor(
    start: StartThread<ToReader, FromReader>,
    clock: HistoryClock,
    onUnreadable: (unreadable: Unreadable) => void,
  ) {
    this.#clock = clock;
    this.#onUnreadable = onUnreadable;
    this.#thread = new LastingThread(start, clock, {
      onMessage: (message) => this.#onMessage(message),
      onStarted: () => {},
      onDied: () => this.#rejectAll('The thread that reads the history ended. Ask again.'),
    });
  }

  /** Rejects with a `HistoryUnavailable` if there is no answer. */
  ask(question: Question, unwritten: Unwritten): Promise<Answer> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(ANSWER_MS, () => {
        this.#reject(id, `No answer within ${ANSWER_MS / 1_000} s. Ask for a shorter range.`);
        this.#thread.replace();
      });
      this.#asked.set(id, { resolve, reject, cancel });
      if (!this.#thread.send({ id, question, now: this.#clock.now(), unwritten })) {
        this.#reject(id, 'The history cannot be read at present. Ask again.');
      }
    });
  }

  async close(): Promise<void> {
    await this.#thread.ended('end');
    this.#rejectAll('The history was closed.');
  }

  #onMessage(message: FromReader): void {
    switch (message.type) {
      case 'answer':
        this.#taken(message.id)?.resolve(message.answer);
        return;
      case 'failed':
        this.#reject(message.id, `The history cannot be read: ${message.message}`);
        return;
      case 'unreadable':
        this.#onUnreadable(message.unreadable);
    }
  }

  #reject(id: number, message: string): void {
    this.#taken(id)?.reject(new HistoryUnavailable(message));
  }

  #rejectAll(message: string): void {
    for (const id of [...this.#asked.keys()]) this.#reject(id, message);
  }

  #taken(id: number): Asked | undefined {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    asked?.cancel();
    return asked;
  }
}
