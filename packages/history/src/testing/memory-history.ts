import type { HistoryInfo } from '@rbee/contract';
import type { History } from '../history.ts';
import type { Answer, Question } from '../queries.ts';
import { answerQuestion } from '../questions/index.ts';
import type { Second } from '../second.ts';
import { MemoryStore } from './memory-store.ts';

/** A history without files and threads, for tests of what uses one. */
export class MemoryHistory implements History {
  readonly store = new MemoryStore();
  /** What `info` answers. */
  about: HistoryInfo = { state: 'recording', tiers: [], lost: 0, problems: [] };
  isClosed = false;
  readonly #now: () => number;

  /** `now` gives milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  append(second: Second): void {
    this.store.append(second);
  }

  async ask(question: Question): Promise<Answer> {
    return answerQuestion(this.store, question, this.#now());
  }

  info(): HistoryInfo {
    return this.about;
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}
