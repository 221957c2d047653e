import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { whenStarterEnds } from '../apps/rbee/bin/starter.mjs';

/** The project's root folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command in this terminal and waits for its end; returns its exit status, 127 if it does not exist. */
export function runHere(command, args, options = {}) {
  const { status, error, signal } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (error) return 127;
  return status ?? 128 + (constants.signals[signal] ?? 0);
}

/**
 * Runs a command in this terminal; resolves with its exit status, 127 if it does not exist. The command is asked to stop
 * when this process is asked to stop, and when the parent of this process or npm has ended.
 */
export function follow(command, args, options = {}) {
  const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
  const passOn = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, passOn);
  const stopWatching = whenStarterEnds(() => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.on('error', () => resolve(127));
    child.on('close', (status, signal) => resolve(status ?? 128 + (constants.signals[signal] ?? 0)));
  }).finally(() => {
    stopWatching();
    for (const signal of SIGNALS) process.off(signal, passOn);
  });
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
