import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';

const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;
/** As many symbolic links as Linux follows. */
const MAX_LINKS = 40;

/**
 * The reason why another user could change or replace a file, with what to do about it; null if only root and the user
 * of this process could. Checks the file, the symbolic links that lead to it, and all folders above them. Null on
 * Windows, where files have no such owners.
 *
 * @throws the error of the system if something on the way cannot be read
 */
export function distrustOf(path: string, uid = process.geteuid?.()): string | null {
  if (uid === undefined) return null;
  let file = resolve(path);
  for (let links = 0; links < MAX_LINKS; links += 1) {
    const stats = lstatSync(file);
    const complaint = foldersDistrust(dirname(file), uid) ?? ownersDistrust(file, stats, uid);
    if (complaint !== null) return complaint;
    if (!stats.isSymbolicLink()) return null;
    file = resolve(dirname(file), readlinkSync(file));
  }
  return `too many symbolic links lead to it; ${WHAT_TO_DO}`;
}

const WHAT_TO_DO = 'mend that, name a file with --config, or use --no-config';

/** Checks a folder and all above it. */
function foldersDistrust(folder: string, uid: number): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const stats = lstatSync(at);
    // In a sticky folder such as /tmp nobody can replace what others own, but everybody can be the first to put a file.
    const complaint = ownersDistrust(at, stats, uid, at === folder ? 0 : STICKY);
    if (complaint !== null || at === dirname(at)) return complaint;
  }
}

function ownersDistrust(path: string, stats: Stats, uid: number, exempt = 0): string | null {
  const { mode } = stats;
  if (stats.uid !== uid && stats.uid !== 0) {
    return `${path} belongs to another user (uid ${stats.uid}); ${WHAT_TO_DO}`;
  }
  // The mode of a symbolic link says nothing.
  if (stats.isSymbolicLink() || (mode & WRITABLE_BY_OTHERS) === 0 || (mode & exempt) !== 0) return null;
  return `other users can write to ${path}, so they could choose the settings; run chmod go-w on it, name a file with --config, or use --no-config`;
}
