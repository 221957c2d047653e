import { statSync } from 'node:fs';
import { join } from 'node:path';

/** The dashboard in that folder and when it was built; nothing where it was not built. */
export function builtPage(folder: string): { readonly pageDir?: string; readonly buildTimestamp?: string } {
  const index = statSync(join(folder, 'index.html'), { throwIfNoEntry: false });
  return index ? { pageDir: folder, buildTimestamp: index.mtime.toISOString() } : {};
}
