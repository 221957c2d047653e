import { join } from 'node:path';
import { installDebianPackages } from './debian.mjs';
import { foldersOfPath, starts } from './programs.mjs';
import { Plain } from './say.mjs';

/**
 * Finds or installs a Firefox: the one named by `FIREFOX` or on the path, else the Debian package if the user is root. Throws
 * an error of one sentence if there is none.
 *
 * @returns {string} path of the program
 */
export function ensureFirefox() {
  const found = findFirefox();
  if (found) return found;
  installDebianPackages(['firefox-esr']);
  const installed = findFirefox();
  if (installed) return installed;
  throw new Plain(
    'These tests need Firefox: install it (Debian: apt-get install firefox-esr), or name one in FIREFOX.',
  );
}

/**
 * Finds an installed Firefox.
 *
 * @returns {string | undefined} path of the program
 */
export function findFirefox() {
  const onPath = ['firefox-esr', 'firefox'].flatMap((name) =>
    foldersOfPath().map((folder) => join(folder, name)),
  );
  return [process.env.FIREFOX ?? '', ...onPath].find(starts);
}
