import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf } from './failure.ts';
import { FolderInUse } from './folder-lock.ts';

/** Folder of the files of the history below the folder of the queen's data. */
export const historyFolder = (dataFolder: string): string => join(dataFolder, 'history');

/**
 * Makes a folder and those above it, for its owner only. `recursive` of Node does not end in a file system that refuses folders with
 * ENOENT, as /proc does.
 */
export function makePrivateFolder(path: string): void {
  if (hasMade(path)) return;
  const parent = dirname(path);
  if (parent !== path) makePrivateFolder(parent);
  mkdirSync(path, { mode: 0o700 });
}

/** False if the folder above it is not there. */
function hasMade(path: string): boolean {
  try {
    mkdirSync(path, { mode: 0o700 });
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return true;
    if (code === 'ENOENT') return false;
    throw error;
  }
}

/** Says why the files of a folder cannot be opened, and what to do. */
export const refusalSentence = (folder: string, error: unknown): string =>
  error instanceof FolderInUse
    ? `${error.message}: stop that one, or give this one a folder of its own with --data, or start it with --no-history.`
    : `The history in ${folder} cannot be made or written (${messageOf(error)}): make that folder writable, ` +
      'name another one with --data, or start with --no-history.';
