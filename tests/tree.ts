import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** One file of the project: its path from the root, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Files below the folders whose path matches, except those that git ignores. */
export function filesOf(folders: readonly string[], pattern: RegExp): SourceFile[] {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', ...folders];
  return execFileSync('git', list, { cwd: ROOT, encoding: 'utf8' })
    .split('\0')
    .filter((path) => pattern.test(path) && !path.includes('/fixtures/'))
    .flatMap((path) => {
      const text = readIfThere(`${ROOT}${path}`);
      return text === undefined ? [] : [{ path, text }];
    });
}

/** Undefined for a file that was deleted without a commit: git still lists it. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
