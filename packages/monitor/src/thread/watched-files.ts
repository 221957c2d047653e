import type { Answer, Files, Folder } from '../files/index.ts';
import type { Activity } from './activity.ts';
import { Avoided } from './avoided.ts';

const TIMEOUT = { ok: false, refusal: 'timeout' } as const;

/** Files that tell in `activity` what is read now, and do not read what is avoided; and what that is. */
export function watchedFiles(files: Files, activity: Activity, procRoot: string, sysRoot: string) {
  const text: Files['text'] = (path, most) => activity.during(path, () => files.text(path, most));
  const avoided = new Avoided({ text }, procRoot, sysRoot);
  return { avoided, watched: guardedFiles(files, activity, avoided) };
}

function guardedFiles(files: Files, activity: Activity, avoided: Avoided): Files {
  const watched = <T>(path: string, read: () => T): T => activity.during(path, read);
  const guarded = <T>(path: string, read: () => Answer<T>): Answer<T> =>
    avoided.has(path) ? TIMEOUT : watched(path, read);
  const inFolder = <T>(path: string, read: () => Answer<T>): Answer<T> =>
    avoided.hasFolder(path) ? TIMEOUT : watched(path, read);
  const watchedFolder = (path: string, folder: Folder): Folder => ({
    identity: folder.identity,
    names: (most) => inFolder(path, () => folder.names(most)),
    folder: (name) => {
      const found = inFolder(path, () => folder.folder(name));
      return found.ok ? { ok: true, value: watchedFolder(path, found.value) } : found;
    },
    text: (name, maxBytes) => inFolder(path, () => folder.text(name, maxBytes)),
    socket: (name) => inFolder(path, () => folder.socket(name)),
    inode: (name) => inFolder(path, () => folder.inode(name)),
    close: () => folder.close(),
  });
  return {
    text: (path, maxBytes, isLast) => guarded(path, () => files.text(path, maxBytes, isLast)),
    again: (path) => guarded(path, () => files.again(path)),
    bytes: (path) => guarded(path, () => files.bytes(path)),
    names: (path, most) => guarded(path, () => files.names(path, most)),
    link: (path) => guarded(path, () => files.link(path)),
    directories: (path) => (avoided.has(path) ? [] : watched(path, () => files.directories(path))),
    exists: (path) => !avoided.has(path) && watched(path, () => files.exists(path)),
    foreign: (root, path) => {
      const label = root === '/' ? path : root + path;
      const found = inFolder(label, () => files.foreign(root, path));
      return found.ok ? { ok: true, value: watchedFolder(label, found.value) } : found;
    },
    forget: (directory) => files.forget(directory),
    endSample: () => files.endSample(),
    close: () => files.close(),
  };
}
