import { resolve } from 'node:path';
import type { RemoteWriteTarget } from './remote-write/index.ts';
import { type Bounds, DEFAULT_BOUNDS, historyFolder } from './store/index.ts';
import {
  type HistoryClock,
  type ReaderData,
  systemClock,
  ThreadedHistory,
  type Threads,
  threadsOf,
  type WriterData,
} from './threads/index.ts';

/** Options of a history. */
export interface HistoryOptions {
  /** Folder of the queen's data; the history is in the folder `history` below it, which is made if it is not there. */
  readonly dataFolder: string;
  /** Default: `DEFAULT_BOUNDS`. */
  readonly bounds?: Bounds;
  /** Stores that samples are sent to; none by default ([P9]). */
  readonly remoteWrite?: readonly RemoteWriteTarget[];
  /** Version of the program, which other stores are told. */
  readonly version?: string;
  /** Default: the clock of this process. */
  readonly clock?: HistoryClock;
}

/**
 * Opens the past of the fleet, and takes over what a queen that was killed had not written. Rejects with a `HistoryUnavailable` whose
 * message is one sentence: the folder cannot be made or written, or another queen uses it.
 */
export async function openHistory({
  dataFolder,
  bounds = DEFAULT_BOUNDS,
  remoteWrite = [],
  version = '0.0.0',
  clock = systemClock,
}: HistoryOptions): Promise<ThreadedHistory> {
  const folder = historyFolder(resolve(dataFolder));
  const { pid } = process;
  const writer: WriterData = { folder, bounds, pid, remoteWrite, version, now: clock.now() };
  const reader: ReaderData = { folder, bounds };
  const threads: Threads = { writer: threadsOf('writer', writer), reader: threadsOf('reader', reader) };
  const history = new ThreadedHistory(threads, clock);
  await history.started();
  return history;
}
