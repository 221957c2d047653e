import { statSync } from 'node:fs';
import { dirname } from 'node:path';

const SEARCH_BY_OTHERS = 0o001;

/** True if every user may read a file: a clone inside a private folder cannot be run as another user. */
export function isReachableByAll(path: string): boolean {
  const folder = dirname(path);
  if ((statSync(folder).mode & SEARCH_BY_OTHERS) === 0) return false;
  return folder === path || folder === '/' || isReachableByAll(folder);
}
