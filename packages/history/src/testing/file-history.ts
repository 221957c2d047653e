import type { HistoryInfo } from '@rbee/contract';
import type { History } from '../history.ts';
import type { Answer, Question } from '../queries.ts';
import { answerQuestion } from '../questions/index.ts';
import type { Second } from '../second.ts';
import { AStore } from './a-store.ts';

/** A history with files, but without threads, whose time is that of a test. */
export class FileHistory implements History {
  readonly store: AStore;
  readonly #now: () => number;

  /** `now` gives milliseconds since the epoch; the files are below `folder`. */
  constructor(folder: string, now: () => number) {
    this.#now = now;
    this.store = new AStore(folder, now());
  }

  append(second: Second): void {
    this.store.append(second);
  }

  async ask(question: Question): Promise<Answer> {
    const { reader, writer } = this.store;
    reader.add(writer.unwrittenFor(question));
    return answerQuestion(reader, question, this.#now());
  }

  info(): HistoryInfo {
    return this.store.writer.info();
  }

  async close(): Promise<void> {
    this.store.close();
  }
}
