import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';

/** The folders in which the shell looks for programs, in its order. */
export const foldersOfPath = () => (process.env.PATH ?? '').split(delimiter);

/**
 * True for a program that can be run: it says which version it is.
 *
 * @param {string} path
 */
export function starts(path) {
  return existsSync(path) && spawnSync(path, ['--version'], { timeout: 30_000 }).status === 0;
}
