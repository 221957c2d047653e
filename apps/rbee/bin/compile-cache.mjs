/** The folder in which Node keeps compiled modules between two starts. */
import { lstatSync, mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BESIDE_THE_PROGRAM = fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));

/** Enables a cache beside the program, otherwise one of this user. Returns its folder; undefined if there is none. */
export function useCompileCache() {
  if (enableCompileCache(BESIDE_THE_PROGRAM).directory !== undefined) return BESIDE_THE_PROGRAM;
  const folder = ownFolder();
  return folder !== undefined && enableCompileCache(folder).directory !== undefined ? folder : undefined;
}

/** A temporary folder that only this user can write to, because the code in it is executed. */
function ownFolder() {
  const uid = process.getuid?.();
  if (uid === undefined) return undefined;
  const folder = join(tmpdir(), `rbee-compiled-${uid}`);
  try {
    mkdirSync(folder, { mode: 0o700, recursive: true });
    const { uid: owner, mode } = lstatSync(folder);
    return owner === uid && (mode & 0o177_777) === 0o040_700 ? folder : undefined;
  } catch {
    return undefined; // without a cache the program works, but uses more memory
  }
}
