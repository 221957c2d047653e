import type { HistoryInfo } from '@rbee/contract';
import type { Answer, Question } from './queries.ts';
import type { Second } from './second.ts';

/** The past of the fleet, as the queen uses it. Its files belong to a thread of its own; questions are answered in another one. */
export interface History {
  /** Hands over what happened since the last call; never waits and never throws. The buffer of `samples` is transferred. */
  append(second: Second): void;
  /** Answers a question. Rejects with a `HistoryUnavailable` if the files cannot be read. */
  ask(question: Question): Promise<Answer>;
  /** What is kept, and what is wrong, as of the last second; for `/v1/info`, `/metrics` and the page. */
  info(): HistoryInfo;
  /** Writes what is open and closes the files. */
  close(): Promise<void>;
}

/** The files of the history cannot be read or the thread that reads them is not there. The message says what to do. */
export class HistoryUnavailable extends Error {}
