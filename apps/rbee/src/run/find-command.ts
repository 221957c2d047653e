import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** Whether a command can be run; if not, the exit status of a shell. */
export type Found = { readonly kind: 'found' } | { readonly kind: 'missing'; readonly code: 126 | 127 };

/** Looks a command up as a shell does: a name on `path`, anything with a slash from the working directory. */
export function findCommand(name: string, path: string, cwd: string): Found {
  const places = name.includes('/') ? [''] : path.split(':');
  const kinds = places.map((place) => kindOf(resolve(cwd, place, name)));
  if (kinds.includes('program')) return { kind: 'found' };
  return { kind: 'missing', code: kinds.includes('other') ? 126 : 127 };
}

function kindOf(path: string): 'program' | 'other' | 'nothing' {
  try {
    if (!statSync(path).isFile()) return 'other';
    accessSync(path, constants.X_OK);
    return 'program';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES') return 'other';
    if (code === undefined) throw error;
    return 'nothing';
  }
}
