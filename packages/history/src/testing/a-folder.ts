import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Each second is synced to disk, which takes tests much longer than everything else: on Linux their files are in memory. */
const MEMORY = '/dev/shm';

/** A folder for one test; it and what is in it is removed at the end of the block that has it. */
export function aFolder(): { readonly path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'rbee-history-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
