import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command in this terminal and waits for its end; returns its exit status, 127 if it does not exist. */
export function runHere(command, args, options = {}) {
  const { status, error, signal } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (error) return 127;
  return status ?? 128 + (constants.signals[signal] ?? 0);
}

const PARENT_CHECK_MS = 500;

/**
 * Runs a command in this terminal and returns its exit status. The command is asked to stop when this process is asked to
 * stop, and when the parent of this process has ended, because the shell between npm and this script does not pass on
 * signals.
 */
export function follow(command, args) {
  const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, PARENT_CHECK_MS);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => {
      clearInterval(watch);
      resolve(status ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}
