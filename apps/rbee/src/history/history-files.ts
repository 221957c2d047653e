import { type ClosableReader, openStoreReader } from '@rbee/history';

/** The files of a history, read while a queen writes to them or not. */
export interface HistoryFiles extends ClosableReader {
  /** The folder of the queen's data. */
  readonly folder: string;
  /** What could not be read so far, one sentence each. */
  readonly problems: readonly string[];
}

/** Opens the files of a history. Throws a `HistoryUnavailable` if there are none. */
export function openFiles(folder: string): HistoryFiles {
  const problems: string[] = [];
  const reader = openStoreReader(folder, (sentence) => problems.push(sentence));
  return Object.assign(reader, { folder, problems });
}
