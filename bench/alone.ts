import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { exitOnSignals } from './ending.ts';

/** Of util-linux: unshare(1). */
const UNSHARE = 'unshare';
const NAMESPACE = ['--pid', '--fork', '--mount-proc', '--kill-child'];
const INSIDE = '--inside';

/**
 * Runs this program again in a PID namespace of its own, where root may make one, so that it counts its own processes
 * only and every one of them ends with it. Gives its exit status; null where it is to go on here: already inside, or none
 * can be made.
 */
export async function runAlone(): Promise<number | null> {
  if (isAlone() || spawnSync(UNSHARE, [...NAMESPACE, 'true']).status !== 0) {
    exitOnSignals();
    return null;
  }
  const child = spawn(UNSHARE, [...NAMESPACE, process.execPath, ...process.argv.slice(1), INSIDE], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => child.kill('SIGKILL')); // the kernel then ends all that is inside
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(status ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

/** Whether this is the run inside. */
export const isAlone = (): boolean => process.argv.includes(INSIDE);
