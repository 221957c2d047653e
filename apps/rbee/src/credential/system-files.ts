import { existsSync } from 'node:fs';
import { openMode } from '../private-file.ts';
import type { FileEdges } from '../queen-files.ts';
import { readText } from '../read-text.ts';
import { asOwner } from './as-owner.ts';
import type { SecretEdges } from './secret-file.ts';

/** The files of this machine. The library of access control is loaded only by a command that opens one. */
export const systemFiles: FileEdges & Pick<SecretEdges, 'readText' | 'isReadableByOthers'> = {
  readText,
  isReadableByOthers: (path) => openMode(path, process.platform) !== null,
  exists: existsSync,
  openAccess: async (file) => {
    const { openAccess } = await import('@rbee/access');
    // What it opens it does before it returns.
    return asOwner(file, () => openAccess({ file, isQueen: false }));
  },
};
