import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file that only its owner can read, whole or not at all, also if the machine fails.
 *
 * @throws the error of the system
 */
export function writePrivate(path: string, text: string): void {
  const part = `${path}.${randomUUID()}`;
  try {
    const file = openSync(part, 'wx', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** A file that was renamed is safe once its folder is on the disk. Windows has no such call. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** The mode of a file that others than its owner can read, such as 644; null if only the owner can, or there is none. */
export function openMode(path: string, platform: NodeJS.Platform): string | null {
  if (platform === 'win32') return null;
  try {
    const mode = statSync(path).mode & 0o777;
    return (mode & 0o044) === 0 ? null : mode.toString(8);
  } catch {
    return null;
  }
}
