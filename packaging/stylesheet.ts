import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const IMPORT = /^@import "(\.[^"]+)";\n/gm;

/** A stylesheet with the text of those that it imports by relative paths in place of the imports. */
export const wholeStylesheet = (path: string): string =>
  readFileSync(path, 'utf8').replace(IMPORT, (_, relative: string) =>
    wholeStylesheet(join(dirname(path), relative)),
  );
