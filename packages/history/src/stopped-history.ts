import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { HistoryUnavailable } from './history.ts';
import {
  type Bounds,
  DEFAULT_BOUNDS,
  FileReader,
  FolderInUse,
  historyFolder,
  type Pruned,
  prune,
  refusalSentence,
} from './store/index.ts';
import type { StoreReader } from './store-reader.ts';

/** A reader of files, to be closed. */
export interface ClosableReader extends StoreReader {
  close(): void;
}

/**
 * Reads the files of a queen, also while it runs: then without its last minutes. `onUnreadable` is given a sentence for each file that
 * cannot be read. Throws a `HistoryUnavailable` if there is no history in the folder.
 */
export function openStoreReader(
  dataFolder: string,
  onUnreadable: (sentence: string) => void,
  bounds: Bounds = DEFAULT_BOUNDS,
): ClosableReader {
  return new FileReader(folderIn(dataFolder), bounds, Date.now, (it) => onUnreadable(it.message));
}

/**
 * Removes everything before a time (milliseconds since the epoch) from the files of a queen that does not run; the bytes that each tier
 * gave back. Throws a `HistoryUnavailable` whose message is one sentence while a queen runs, or if there is no history in the folder.
 */
export function pruneHistory(dataFolder: string, before: number): Pruned[] {
  const folder = folderIn(dataFolder);
  try {
    return prune({ folder, bounds: DEFAULT_BOUNDS, before, now: Date.now(), pid: process.pid });
  } catch (error) {
    throw new HistoryUnavailable(
      error instanceof FolderInUse
        ? `A queen (process ${error.owner ?? 'unknown'}) writes to ${folder}: stop it first. While it runs, it keeps to its own limits.`
        : refusalSentence(folder, error),
    );
  }
}

function folderIn(dataFolder: string): string {
  const folder = historyFolder(resolve(dataFolder));
  if (existsSync(folder)) return folder;
  throw new HistoryUnavailable(
    `There is no history in ${folder}: name the folder of the queen's data with --data.`,
  );
}
