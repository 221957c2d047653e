import type { UnixEndpoint } from '../engine-reader.ts';
import { missing, type Reading } from '../figure.ts';
import { type Answer, type Files, type HeldSocket, parsed, reasonOf } from '../files/index.ts';
import { effectiveUserId } from '../processes/index.ts';
import type { UnixListener } from './socket-table.ts';

/**
 * Where a process can be asked that listens on a Unix socket ([E1]), or why it cannot be. Its path may lead to another
 * socket by now: to that of another program, if the process put a link or a name of it there. So the socket is opened
 * without following a link in its place, as the process sees it, and it must have been made by the user of the process.
 * A name that is in no file system (unix(7)) leads nowhere from another network namespace, and is not asked.
 */
export function unixEndpoint(
  files: Files,
  procRoot: string,
  { path: bound, inode, pid }: UnixListener & { readonly pid: number },
  isOwn: () => boolean,
): Reading<UnixEndpoint> {
  const directory = `${procRoot}/${pid}`;
  const path = wholePath(files, directory, bound);
  if (path === null) return missing('not_exposed');
  const hold = () => holdOf(files, directory, path);
  const held = hold();
  if (!held.ok) return missing(reasonOf(held.refusal));
  held.value.close();
  const holdNow = () => {
    const answer = hold();
    return answer.ok ? answer.value : null;
  };
  return { ok: true, value: { path, socket: inode, isOwn, hold: holdNow } };
}

/** A relative path is resolved in the present working directory: that in which it was bound is not known. */
function wholePath(files: Files, directory: string, bound: string): string | null {
  if (bound.startsWith('@')) return null;
  if (bound.startsWith('/')) return bound;
  const folder = files.link(`${directory}/cwd`);
  return folder.ok ? `${folder.value}/${bound}` : null;
}

const GONE = { ok: false, refusal: 'gone' } as const;

function holdOf(files: Files, directory: string, path: string): Answer<HeldSocket> {
  const slash = path.lastIndexOf('/');
  const folder = files.foreign(`${directory}/root`, path.slice(0, slash) || '/');
  if (!folder.ok) return folder;
  const held = folder.value.socket(path.slice(slash + 1));
  folder.value.close();
  if (!held.ok) return held;
  if (held.value === null) return GONE;
  const userId = parsed(files.text(`${directory}/status`), effectiveUserId);
  if (userId === held.value.ownerId) return { ok: true, value: held.value };
  held.value.close();
  return GONE;
}
