/** The files of the past: SQLite files that one thread writes, and a log of what is not in them yet. */
export { FileReader, type Unwritten } from './file-reader.ts';
export { FolderInUse } from './folder-lock.ts';
export { historyFolder, refusalSentence } from './history-folder.ts';
export { OwnReader } from './own-reader.ts';
export { type Pruned, prune } from './prune.ts';
export type { Unreadable } from './readable-files.ts';
export { StoreWriter, type WriterOptions } from './store-writer.ts';
export { type Bounds, DEFAULT_BOUNDS, type TierBounds } from './tier-bounds.ts';
