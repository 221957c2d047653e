/** Where what Node has compiled is kept from one start to the next. */
import { lstatSync, mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BESIDE_THE_PROGRAM = fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));

/** Uses a cache beside the program, else one of this user's own; its folder, or undefined where there is none. */
export function useCompileCache() {
  if (enableCompileCache(BESIDE_THE_PROGRAM).directory !== undefined) return BESIDE_THE_PROGRAM;
  const folder = ownFolder();
  return folder !== undefined && enableCompileCache(folder).directory !== undefined ? folder : undefined;
}

/** A folder for temporary files that nobody else can write to: what it holds is run. */
function ownFolder() {
  const uid = process.getuid?.();
  if (uid === undefined) return undefined;
  const folder = join(tmpdir(), `rbee-compiled-${uid}`);
  try {
    mkdirSync(folder, { mode: 0o700, recursive: true });
    const { uid: owner, mode } = lstatSync(folder);
    return owner === uid && (mode & 0o177_777) === 0o040_700 ? folder : undefined;
  } catch {
    return undefined; // without a cache everything works as well, and is larger
  }
}
