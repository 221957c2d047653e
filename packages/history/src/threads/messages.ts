import type { HistoryInfo } from '@rbee/contract';
import type { Answer, Question } from '../queries.ts';
import type { RemoteWriteTarget } from '../remote-write/index.ts';
import type { Second } from '../second.ts';
import type { Bounds, Unreadable, Unwritten } from '../store/index.ts';

/** What the thread that writes is started with. */
export interface WriterData {
  readonly folder: string;
  readonly bounds: Bounds;
  readonly pid: number;
  /** The stores that samples are sent to. */
  readonly remoteWrite: readonly RemoteWriteTarget[];
  /** Version of the program. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What the thread that writes is told. */
export type ToWriter =
  | { readonly type: 'second'; readonly second: Second }
  /** Asks for what is not in the files yet and belongs to a question. */
  | { readonly type: 'unwritten'; readonly id: number; readonly question: Question }
  /** The other thread could not read a file. */
  | { readonly type: 'unreadable'; readonly unreadable: Unreadable }
  | { readonly type: 'close' };

/** What the thread that writes says. */
export type FromWriter =
  | { readonly type: 'started' }
  /** The folder cannot be used; the thread ends. */
  | { readonly type: 'refused'; readonly message: string }
  /** A second was taken, and is on the disk unless `info` says otherwise. */
  | { readonly type: 'taken'; readonly info: HistoryInfo }
  | { readonly type: 'unwritten'; readonly id: number; readonly unwritten: Unwritten };

/** What the thread that reads is started with. */
export interface ReaderData {
  readonly folder: string;
  readonly bounds: Bounds;
}

/** A question for the thread that reads; `now` is milliseconds since the epoch. */
export interface ToReader {
  readonly id: number;
  readonly question: Question;
  readonly now: number;
  readonly unwritten: Unwritten;
}

/** What the thread that reads says. */
export type FromReader =
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly type: 'failed'; readonly id: number; readonly message: string }
  | { readonly type: 'unreadable'; readonly unreadable: Unreadable };
