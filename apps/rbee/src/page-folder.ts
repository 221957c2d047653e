import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the built page is: beside what was compiled if the program was installed, else in another workspace. */
const PLACES = ['../page/', '../../dashboard/dist/'].map((it) => fileURLToPath(new URL(it, import.meta.url)));

/** The folder of the built page; it does not exist if the page was not built. */
export const findPage = (): string => PLACES.find((it) => existsSync(it)) ?? PLACES.at(-1) ?? '';

const BUILT = /<meta name="rbee-built" content="([^"]{1,40})">/;

/**
 * When the page in a folder was built, RFC 3339; undefined if there is none. The build writes it into the document; the
 * time of the file is that of the installation.
 */
export function buildTimeOf(folder: string): string | undefined {
  const path = join(folder, 'index.html');
  const { mtime } = statSync(path, { throwIfNoEntry: false }) ?? {};
  if (!mtime) return undefined;
  const built = new Date(BUILT.exec(readFileSync(path, 'utf8'))?.[1] ?? mtime);
  return (Number.isNaN(built.getTime()) ? mtime : built).toISOString();
}
