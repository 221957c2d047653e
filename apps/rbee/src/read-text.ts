import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { distrustOf } from './distrust.ts';

/** The text of a file, or why it is not used: the error code of the system, such as ENOENT, or a clause. */
export type TextRead =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: string }
  | { readonly ok: false; readonly code: null; readonly complaint: string };

/**
 * Reads a text file. A file that was `found` is used only if nobody else can change it; one that was `named` is used
 * whoever owns it.
 */
export type ReadText = (path: string, from: 'named' | 'found') => TextRead;

/** Largest file that is read, bytes. A config file or a list of certificates is far smaller. */
const MAX_BYTES = 1024 * 1024;

/** Reads a text file of this machine. Never waits for what is no ordinary file, and never opens it. */
export const readText: ReadText = (path, from) => {
  try {
    // Opening a device can act, and opening a FIFO waits; so the kind is checked before.
    const complaint = complaintOf(statSync(path)) ?? (from === 'found' ? distrustOf(path) : null);
    return complaint === null ? readOpened(path) : refused(complaint);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { ok: false, code };
  }
};

/** Reads a file through one descriptor, because the path may lead elsewhere by now. */
function readOpened(path: string): TextRead {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const complaint = complaintOf(fstatSync(file));
    if (complaint !== null) return refused(complaint);
    const bytes = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(file, bytes, length, bytes.length - length, null);
    }
    return length > MAX_BYTES ? refused(TOO_LARGE) : { ok: true, text: bytes.toString('utf8', 0, length) };
  } finally {
    closeSync(file);
  }
}

const refused = (complaint: string): TextRead => ({ ok: false, code: null, complaint });

const TOO_LARGE = 'it is larger than 1 MiB; name another file';

/** Why the text of such a file is not read; null if it is. */
function complaintOf(stats: Stats): string | null {
  const kind = kindOf(stats);
  if (kind !== null) return `it is ${kind}, not an ordinary file; name a file with text`;
  return stats.size > MAX_BYTES ? TOO_LARGE : null;
}

function kindOf(stats: Stats): string | null {
  if (stats.isFile()) return null;
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a FIFO';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/** The user who owns a file; null if that cannot be read. */
export function ownerOf(path: string): number | null {
  try {
    return statSync(path).uid;
  } catch {
    return null;
  }
}
