import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { type Answer, ask } from './files.ts';

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;

/**
 * The text of a file that a user may have put there: only a regular one, of at most so many bytes; null for any other,
 * such as a pipe, which would keep the reader waiting.
 */
export const readSmallFile = (path: string, maxBytes: number): Answer<string | null> =>
  ask(() => {
    const file = openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    try {
      const found = fstatSync(file);
      return found.isFile() && found.size <= maxBytes ? readFileSync(file, 'utf8') : null;
    } finally {
      closeSync(file);
    }
  });
