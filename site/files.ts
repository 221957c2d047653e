import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The folder that the site is built into. */
export const DIST = `${ROOT}site/dist`;

/** True for a file or folder of the project, by its path from the root. */
export const isThere = (path: string): boolean => existsSync(`${ROOT}${path}`);

/** True for a folder of the project. */
export const isFolder = (path: string): boolean => isThere(path) && statSync(`${ROOT}${path}`).isDirectory();

/** The text of a file of the project. */
export const textOf = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8');

/** The files directly in a folder of the project, except those that git ignores. */
export function filesIn(folder: string): string[] {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', `${folder}/`];
  return execFileSync('git', list, { cwd: ROOT, encoding: 'utf8' })
    .split('\0')
    .filter((path) => posix.dirname(path) === folder && isThere(path));
}
